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

  /** Puts bytes back in front of what was added since they were taken. */
  void putBack(byte[] taken, int count) {
    byte[] since = copy();
    long dropped = counted - length;
    clear();
    add(taken, 0, count);
    add(since, 0, since.length);
    counted += dropped;
    Arrays.fill(since, (byte) 0);
  }

  /** What was added; the next operation begins. */
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
