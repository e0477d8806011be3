package io.vaultjca.vault;

/** A value that is built once, when first needed; a failure is not kept. */
final class Lazy<T> {
  /** Builds the value. */
  @FunctionalInterface
  interface Source<T> {
    T get() throws VaultException;
  }

  private final Source<T> source;
  private volatile T value;

  Lazy(Source<T> source) {
    this.source = source;
  }

  T get() throws VaultException {
    T built = value;
    if (built == null) {
      synchronized (this) {
        built = value;
        if (built == null) {
          built = source.get();
          value = built;
        }
      }
    }
    return built;
  }
}
