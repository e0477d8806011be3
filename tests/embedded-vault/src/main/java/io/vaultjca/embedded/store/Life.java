package io.vaultjca.embedded.store;

/**
 * The state of an object between creation and purge. A change takes effect after a delay; until
 * then the object is neither live nor deleted, as in the service. Times are milliseconds.
 */
public sealed interface Life {
  /** Returns when the new state takes effect. */
  long visibleFrom();

  /** In use; {@code visibleFrom} is in the future during a recovery. */
  record Live(long visibleFrom) implements Life {}

  /**
   * Deleted; can be recovered or purged.
   *
   * @param deletedDate seconds since the epoch
   * @param scheduledPurgeDate seconds since the epoch
   */
  record Deleted(long visibleFrom, long deletedDate, long scheduledPurgeDate) implements Life {}

  /** Purged; the name is free from {@code visibleFrom}. */
  record Purged(long visibleFrom) implements Life {}
}
