package dev.aether.cache.semantic;

/// Two short forms of a vector: one bit a number, its sign, to find the likely neighbours quickly,
/// and one byte a number to rank them. For 384 numbers that is 48 and 384 bytes.
///
/// The share of differing signs estimates the angle between two vectors (Charikar 2002, "Similarity
/// estimation techniques from rounding algorithms", section 3).
final class Codes {
  private static final int LARGEST = 127;

  private Codes() {}

  /// How many longs hold the signs.
  static int words(int dimensions) {
    return (dimensions + Long.SIZE - 1) / Long.SIZE;
  }

  /// Bit i is set where number i is above zero.
  static long[] signs(byte[] vector) {
    long[] signs = new long[words(vector.length)];
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] > 0) {
        signs[i / Long.SIZE] |= 1L << i; // a shift counts modulo 64
      }
    }
    return signs;
  }

  /// The vector scaled so that its largest number becomes 127. The scale itself is not kept: only
  /// directions are compared.
  static byte[] bytes(float[] vector) {
    float largest = 0;
    for (float x : vector) {
      largest = Math.max(largest, Math.abs(x));
    }
    float scale = largest == 0 ? 0 : LARGEST / largest;
    byte[] bytes = new byte[vector.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(vector[i] * scale);
    }
    return bytes;
  }

  /// The cosine of the angle between a vector and the one that begins at an offset; 0 if either is
  /// zero.
  static double cosine(byte[] a, byte[] b, int offset) {
    int product = 0;
    int squaresA = 0;
    int squaresB = 0;
    for (int i = 0; i < a.length; i++) { // a plain loop of int sums: the JIT makes it vector code
      product += a[i] * b[offset + i];
      squaresA += a[i] * a[i];
      squaresB += b[offset + i] * b[offset + i];
    }
    return squaresA == 0 || squaresB == 0 ? 0 : product / Math.sqrt((double) squaresA * squaresB);
  }
}
