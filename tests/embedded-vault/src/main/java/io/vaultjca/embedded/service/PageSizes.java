package io.vaultjca.embedded.service;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sizes for the next pages. The service may return short and even empty pages that are not the
 * last. Thread-safe.
 */
public final class PageSizes {
  private final Queue<Integer> upcoming = new ConcurrentLinkedQueue<>();

  /** Sets the sizes of the next pages, at least 0 each; later pages are full again. */
  public void set(int... sizes) {
    upcoming.clear();
    Arrays.stream(sizes).forEach(upcoming::add);
  }

  /** Returns the size of the next page, {@link Integer#MAX_VALUE} for a full one. */
  public int next() {
    Integer size = upcoming.poll();
    return size == null ? Integer.MAX_VALUE : size;
  }
}
