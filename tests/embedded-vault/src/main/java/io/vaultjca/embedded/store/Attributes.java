package io.vaultjca.embedded.store;

/**
 * The attributes of every version. Times are seconds since the epoch.
 *
 * @param nbf start of validity; null for no limit
 * @param exp end of validity, exclusive; null for no limit
 */
public record Attributes(boolean enabled, Long nbf, Long exp, long created, long updated) {

  public static Attributes created(boolean enabled, Long nbf, Long exp, long now) {
    return new Attributes(enabled, nbf, exp, now, now);
  }

  /** Returns changed attributes; null keeps a value. */
  public Attributes update(Boolean newEnabled, Long newNbf, Long newExp, long now) {
    return new Attributes(
        newEnabled == null ? enabled : newEnabled,
        newNbf == null ? nbf : newNbf,
        newExp == null ? exp : newExp,
        created,
        now);
  }
}
