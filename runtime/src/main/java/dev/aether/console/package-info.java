/// The console: the files of the page that people watch executions with, and the page that holds
/// one execution and needs no server.
@NullMarked
package dev.aether.console;

import org.jspecify.annotations.NullMarked;
