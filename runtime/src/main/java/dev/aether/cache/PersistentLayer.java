package dev.aether.cache;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// A cache whose content can be kept in a file from one start of the process to the next.
public interface PersistentLayer {
  /// The name of its file, of lower-case letters.
  String name();

  /// A number that is another one whenever there is something new to write.
  long changes();

  /// Writes the content, while it is in use. What changes meanwhile may be in it or not.
  void writeTo(DataOutput out) throws IOException;

  /// Takes over what was written by an earlier process.
  ///
  /// @throws IOException if it is nothing that [#writeTo] writes
  void readFrom(DataInput in) throws IOException;
}
