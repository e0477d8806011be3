package io.vaultjca.provider.cipher;

import java.util.Arrays;

/** Collects the input of one operation, and overwrites memory that it no longer needs. */
final class Buffer {
  private static final byte[] EMPTY = {};

  private byte[] bytes = EMPTY;
  private int length;
  private int most = Integer.MAX_VALUE;
  private long counted;

  int length() {
    return length;
  }

  /** The number of bytes added, kept or not. */
  long counted() {
    return counted;
  }

  /** Sets the number of bytes to keep. Input beyond it is too long anyway, and is only counted. */
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

  /** Puts bytes that were taken back in front of the bytes added since. */
  void putBack(byte[] taken, int count) {
    byte[] since = copy();
    long dropped = counted - length;
    clear();
    add(taken, 0, count);
    add(since, 0, since.length);
    counted += dropped;
    Arrays.fill(since, (byte) 0);
  }

  /** Returns the input and begins the next operation. */
  byte[] take() {
    byte[] taken = copy();
    clear();
    return taken;
  }

  private byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    Arrays.fill(bytes, 0, length, (byte) 0);
    bytes = EMPTY;
    length = 0;
    counted = 0;
  }
}
