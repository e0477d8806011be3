package io.vaultjca.conformance.faults;

import java.text.MessageFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the product's warnings; a test finds its own by the address of its vault. */
public final class Warnings extends Handler {
  private static final Logger LOGGER = Logger.getLogger("io.vaultjca");
  private static final Warnings ALL = new Warnings();

  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  private Warnings() {}

  public static Warnings all() {
    return ALL;
  }

  /** Registers the handler; does nothing if it is registered already. */
  public static synchronized void listen() {
    if (!List.of(LOGGER.getHandlers()).contains(ALL)) {
      LOGGER.addHandler(ALL);
    }
  }

  public List<String> containing(String... parts) {
    return messages.stream()
        .filter(message -> List.of(parts).stream().allMatch(message::contains))
        .toList();
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
      messages.add(
          record.getParameters() == null
              ? record.getMessage()
              : MessageFormat.format(record.getMessage(), record.getParameters()));
    }
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    messages.clear();
  }
}
