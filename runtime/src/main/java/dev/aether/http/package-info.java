/// The outer wall: routes, problems, limits and the server's life.
@NullMarked
package dev.aether.http;

import org.jspecify.annotations.NullMarked;
