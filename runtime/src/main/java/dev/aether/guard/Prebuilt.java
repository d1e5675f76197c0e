package dev.aether.guard;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;

/// Tables that the build works out and starts only read: to make them of the text files takes a
/// quarter of a second in a JVM that has just begun, to read them some milliseconds.
///
/// Each file says from which text files it was made. Where one is missing or made from others, the
/// tables are made anew, so nothing depends on them but the time of a start.
final class Prebuilt {
  private static final String FOLDING = "folding.bin";
  private static final String LEXICON = "lexicon.bin";
  private static final String SEGMENTER = "segmenter.bin";
  private static final String[] FOLDED_BY = {"confusables.txt"};
  private static final String[] LISTED_BY = {"confusables.txt", "lexicon.txt"};
  private static final String[] SPLIT_BY = {"confusables.txt", "vocabulary.txt"};

  private Prebuilt() {}

  /// Writes all tables; run by the build.
  ///
  /// @param arguments the folder of the compiled classes
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]).resolve("dev/aether/guard");
    write(folder.resolve(FOLDING), FOLDED_BY, Folding.made());
    write(folder.resolve(LEXICON), LISTED_BY, Lexicon.made());
    write(folder.resolve(SEGMENTER), SPLIT_BY, Segmenter.made());
  }

  /// What can be written.
  @FunctionalInterface
  interface Table {
    void write(DataOutputStream out) throws IOException;
  }

  private static void write(Path file, String[] sources, Table table) throws IOException {
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeLong(checksum(sources));
      table.write(out);
    }
  }

  static Optional<ByteBuffer> folding() {
    return read(FOLDING, FOLDED_BY);
  }

  static Optional<ByteBuffer> lexicon() {
    return read(LEXICON, LISTED_BY);
  }

  static Optional<ByteBuffer> segmenter() {
    return read(SEGMENTER, SPLIT_BY);
  }

  private static Optional<ByteBuffer> read(String name, String[] sources) {
    return Resources.bytesIfAny(name)
        .map(ByteBuffer::wrap)
        .filter(table -> table.getLong() == checksum(sources));
  }

  private static long checksum(String[] sources) {
    var sum = new CRC32();
    for (String source : sources) {
      sum.update(Resources.bytesIfAny(source).orElseThrow());
    }
    return sum.getValue();
  }

  static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static void write(char[] chars, DataOutputStream out) throws IOException {
    var bytes = ByteBuffer.allocate(chars.length * Character.BYTES);
    bytes.asCharBuffer().put(chars);
    write(bytes.array(), out);
  }

  static void write(int[] ints, DataOutputStream out) throws IOException {
    var bytes = ByteBuffer.allocate(ints.length * Integer.BYTES);
    bytes.asIntBuffer().put(ints);
    write(bytes.array(), out);
  }

  static void write(long[] longs, DataOutputStream out) throws IOException {
    var bytes = ByteBuffer.allocate(longs.length * Long.BYTES);
    bytes.asLongBuffer().put(longs);
    write(bytes.array(), out);
  }

  static byte[] bytes(ByteBuffer table) {
    byte[] bytes = new byte[table.getInt()];
    table.get(bytes);
    return bytes;
  }

  static char[] chars(ByteBuffer table) {
    ByteBuffer bytes = next(table);
    char[] chars = new char[bytes.remaining() / Character.BYTES];
    bytes.asCharBuffer().get(chars);
    return chars;
  }

  static int[] ints(ByteBuffer table) {
    ByteBuffer bytes = next(table);
    int[] ints = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(ints);
    return ints;
  }

  static long[] longs(ByteBuffer table) {
    ByteBuffer bytes = next(table);
    long[] longs = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(longs);
    return longs;
  }

  private static ByteBuffer next(ByteBuffer table) {
    int length = table.getInt();
    ByteBuffer bytes = table.slice(table.position(), length);
    table.position(table.position() + length);
    return bytes;
  }
}
