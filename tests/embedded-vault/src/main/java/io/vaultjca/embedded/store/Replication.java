package io.vaultjca.embedded.store;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Copies the keys, certificates and secrets of one vault into another under the same names but with
 * other version identifiers, as if each were imported.
 */
public final class Replication {
  private Replication() {}

  /**
   * Copies missing live objects and missing versions. Keeps what was changed or deleted in the
   * other vault.
   *
   * @param number of the other vault, 1 to 31; the identifiers depend on it
   */
  public static void copy(VaultState from, VaultState to, int number) {
    synchronized (to.names()) {
      copy(
          from.keys(),
          to.keys(),
          UnaryOperator.identity(),
          key -> key.withVersion(other(key, number)));
      copy(
          from.secrets(),
          to.secrets(),
          UnaryOperator.identity(),
          secret -> secret.withVersion(other(secret, number)));
      copy(
          from.certificates(),
          to.certificates(),
          state -> state.withPending(null),
          certificate -> certificate.withVersion(other(certificate, number)));
    }
  }

  private static <V extends Version, X> void copy(
      ObjectCollection<V, X> from,
      ObjectCollection<V, X> to,
      UnaryOperator<X> extra,
      UnaryOperator<V> renamed) {
    from.liveFrom("")
        .filter(object -> to.occupied(object.name()).isEmpty())
        .forEach(
            object -> {
              Optional<VaultObject<V, X>> there = to.live(object.name());
              List<V> missing =
                  object.versions().stream()
                      .map(renamed)
                      .filter(one -> there.flatMap(it -> it.version(one.version())).isEmpty())
                      .toList();
              if (!missing.isEmpty()) {
                X hanging = object.extra() == null ? null : extra.apply(object.extra());
                to.add(object.name(), hanging, missing);
              }
            });
  }

  /** Derives a unique identifier from a version's; always the same for the same number. */
  private static String other(Version version, int number) {
    String id = version.version();
    return id.substring(number) + id.substring(0, number);
  }
}
