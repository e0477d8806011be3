package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.DEBUG;

import io.vaultjca.VaultException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Reads many entries, several at a time, until the vault proves to be away: then who needs one
 * tries again and gets the failure. An entry that the service fails to answer ends nothing, and as
 * many in a row as are in flight do.
 */
final class ReadAhead {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** As many as the connection has threads for it. */
  private static final int IN_FLIGHT = 16;

  private final EntryMemory memory;
  private final Instant loaded;
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile boolean ended;

  ReadAhead(EntryMemory memory, Instant loaded) {
    this.memory = memory;
    this.loaded = loaded;
  }

  /** Reads entries, but not their chains. */
  void entries(Iterable<String> names) {
    for (String name : names) {
      Refreshed<Entry> slot = slot(name);
      if (!slot.isUpToDate(loaded)) {
        memory.background().execute(() -> read(slot, () -> slot.upToDate(loaded)));
      }
    }
  }

  /** Reads the chains of those that are wanted. */
  void chains(Iterable<String> names, Predicate<String> wanted) {
    for (String name : names) {
      if (wanted.test(name)) {
        Refreshed<Entry> slot = slot(name);
        memory.background().execute(() -> read(slot, () -> chain(slot)));
      }
    }
  }

  private Object chain(Refreshed<Entry> slot) throws VaultException {
    return slot.get(loaded) instanceof Entry.Certified certified
            && certified.chain().badAnswer(loaded).isEmpty()
        ? certified.chain().get(loaded)
        : null;
  }

  private Refreshed<Entry> slot(String name) {
    return memory.slot(Alias.parse(name).orElseThrow());
  }

  @FunctionalInterface
  private interface Reading {
    Object read() throws VaultException;
  }

  private void read(Refreshed<Entry> slot, Reading reading) {
    if (ended || slot.badAnswer(loaded).isPresent()) {
      return;
    }
    try {
      reading.read();
      failuresInARow.set(0);
    } catch (VaultException e) {
      LOG.log(DEBUG, "Reading ahead failed. {0}", e.getMessage());
      Concern concern = Concern.of(e);
      if (concern == Concern.ALL
          || (!concern.isOneEntry() && failuresInARow.incrementAndGet() >= IN_FLIGHT)) {
        ended = true;
      }
    }
  }
}
