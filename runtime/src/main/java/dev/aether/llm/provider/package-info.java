/// The clients that end a call: the mock, and the vendors.
@NullMarked
package dev.aether.llm.provider;

import org.jspecify.annotations.NullMarked;
