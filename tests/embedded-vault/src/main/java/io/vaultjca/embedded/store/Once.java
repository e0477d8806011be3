package io.vaultjca.embedded.store;

import java.util.function.Supplier;

/** A value that is computed on first use and then kept. Thread-safe. */
public final class Once<T> implements Supplier<T> {
  private Supplier<T> maker;
  private T value;

  public Once(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    if (maker != null) {
      value = maker.get();
      maker = null;
    }
    return value;
  }
}
