package io.vaultjca.embedded.store;

/**
 * Where an object stands between creation and purge. Every change shows only after a short while:
 * until then the object is in neither place, as on the service. Times are milliseconds.
 */
public sealed interface Life {
  /** From when on the new state shows. */
  long visibleFrom();

  /** In use; {@code visibleFrom} lies ahead while it is being recovered. */
  record Live(long visibleFrom) implements Life {}

  /**
   * Deleted, to be recovered or purged.
   *
   * @param deletedDate seconds since the epoch
   * @param scheduledPurgeDate seconds since the epoch
   */
  record Deleted(long visibleFrom, long deletedDate, long scheduledPurgeDate) implements Life {}

  /** Gone; the name is free again from {@code visibleFrom} on. */
  record Purged(long visibleFrom) implements Life {}
}
