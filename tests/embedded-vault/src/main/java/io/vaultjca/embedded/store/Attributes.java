package io.vaultjca.embedded.store;

/**
 * The attributes every version has. Times are seconds since the epoch.
 *
 * @param nbf not usable before; null for no limit
 * @param exp not usable from then on; null for no limit
 */
public record Attributes(boolean enabled, Long nbf, Long exp, long created, long updated) {

  public static Attributes created(boolean enabled, Long nbf, Long exp, long now) {
    return new Attributes(enabled, nbf, exp, now, now);
  }

  /** A change: what is null stays as it was. */
  public Attributes update(Boolean newEnabled, Long newNbf, Long newExp, long now) {
    return new Attributes(
        newEnabled == null ? enabled : newEnabled,
        newNbf == null ? nbf : newNbf,
        newExp == null ? exp : newExp,
        created,
        now);
  }
}
