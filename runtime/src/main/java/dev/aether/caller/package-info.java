/// Who calls, what they may do, and how often.
@NullMarked
package dev.aether.caller;

import org.jspecify.annotations.NullMarked;
