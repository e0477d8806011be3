package io.vaultjca.provider.cipher;

import java.util.Arrays;

/** Collects the input of one operation; what it held is overwritten when it is given up. */
final class Buffer {
  private static final byte[] EMPTY = {};

  private byte[] bytes = EMPTY;
  private int length;
  private int most = Integer.MAX_VALUE;
  private long counted;

  int length() {
    return length;
  }

  /** How much was added, kept or not. */
  long counted() {
    return counted;
  }

  /** Keeps no more than so many bytes: of what is too long anyway the rest is counted alone. */
  void keepAtMost(int limit) {
    most = limit;
  }

  void add(byte[] more, int offset, int added) {
    counted += added;
    int count = Math.min(added, most - length);
    if (bytes.length - length < count) {
      byte[] larger = new byte[Math.max(Math.addExact(length, count), 2 * bytes.length)];
      System.arraycopy(bytes, 0, larger, 0, length);
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    System.arraycopy(more, offset, bytes, length, count);
    length += count;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    Arrays.fill(bytes, 0, length, (byte) 0);
    bytes = EMPTY;
    length = 0;
    counted = 0;
  }
}
