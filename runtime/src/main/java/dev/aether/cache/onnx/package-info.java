/// Turns text into vectors inside this process: the one place that knows ONNX Runtime and the
/// model's own vocabulary.
@NullMarked
package dev.aether.cache.onnx;

import org.jspecify.annotations.NullMarked;
