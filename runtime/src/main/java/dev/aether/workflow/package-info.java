/// What a caller asks for, as data: the document is read to a [dev.aether.workflow.Dag] and planned
/// to a [dev.aether.workflow.Plan], or refused with all its defects.
@NullMarked
package dev.aether.workflow;

import org.jspecify.annotations.NullMarked;
