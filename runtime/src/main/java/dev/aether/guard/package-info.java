/// May this text be sent, and may this answer be passed on?
@NullMarked
package dev.aether.guard;

import org.jspecify.annotations.NullMarked;
