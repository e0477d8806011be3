package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.DEBUG;

import io.vaultjca.VaultException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Reads many entries in the background, several at a time, until the vault proves to be away. A
 * caller that needs one of the rest reads it and gets the failure. One failure of the service does
 * not end the reading, but as many in a row as there are reads in flight do.
 */
final class ReadAhead {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** The number of threads that the connection has for reading. */
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

  /** Reads the chains of the wanted entries. */
  void chains(Iterable<String> names, Predicate<String> wanted) {
    for (String name : names) {
      if (wanted.test(name)) {
        Refreshed<Entry> slot = slot(name);
        memory.background().execute(() -> read(slot, () -> readChain(slot)));
      }
    }
  }

  private void readChain(Refreshed<Entry> slot) throws VaultException {
    if (slot.get(loaded) instanceof Entry.Certified certified
        && certified.chain().badAnswer(loaded).isEmpty()) {
      certified.chain().get(loaded);
    }
  }

  private Refreshed<Entry> slot(String name) {
    return memory.slot(Alias.parse(name).orElseThrow());
  }

  @FunctionalInterface
  private interface Reading {
    void read() throws VaultException;
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
