package io.vaultjca.embedded.service;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sizes for the next pages: the service's pages may be short, or even empty, and still go on.
 * Thread-safe.
 */
public final class PageSizes {
  private final Queue<Integer> upcoming = new ConcurrentLinkedQueue<>();

  /** The sizes of the next pages, at least 0 each; after them pages are full again. */
  public void set(int... sizes) {
    upcoming.clear();
    Arrays.stream(sizes).forEach(upcoming::add);
  }

  /** The size of the next page, or the largest number for a full one. */
  public int next() {
    Integer size = upcoming.poll();
    return size == null ? Integer.MAX_VALUE : size;
  }
}
