/// Start here: `Main` starts the program, `Wiring` puts its parts together.
@NullMarked
package dev.aether;

import org.jspecify.annotations.NullMarked;
