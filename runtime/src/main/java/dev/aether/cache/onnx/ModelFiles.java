package dev.aether.cache.onnx;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.context.ValuePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Finds a model and its vocabulary on the class path, where the jar that carries them puts them.
final class ModelFiles {
  private static final ValuePath VOCABULARY = ValuePath.dotted("model.vocab");

  private ModelFiles() {}

  /// The bytes of `<name>.onnx`.
  static byte[] model(String name) throws IOException {
    try (InputStream in = open(name + ".onnx")) {
      return in.readAllBytes();
    }
  }

  /// The vocabulary in `<name>-tokenizer.json`: the object at `model.vocab`, piece to id.
  static WordPiece vocabulary(String name, ValueParser parser) throws IOException {
    String file = name + "-tokenizer.json";
    try (InputStream in = open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (parser.parse(text).map(VOCABULARY::in).orElse(null)
          instanceof ValuePath.Found(Value.Obj(var pieces))) {
        return new WordPiece(ids(pieces));
      }
    } catch (IllegalArgumentException malformed) {
      throw new IOException(file + " holds no vocabulary", malformed);
    }
    throw new IOException(file + " holds no vocabulary");
  }

  private static Map<String, Integer> ids(Map<String, Value> pieces) {
    Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
    pieces.forEach((piece, id) -> {
      if (id instanceof Value.Num(var literal)) {
        ids.put(piece, Integer.valueOf(literal));
      }
    });
    return ids;
  }

  private static InputStream open(String file) throws IOException {
    InputStream in = ModelFiles.class.getResourceAsStream("/" + file);
    if (in == null) {
      throw new FileNotFoundException(file + " is not on the class path");
    }
    return in;
  }
}
