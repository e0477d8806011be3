package io.vaultjca.embedded.store;

import java.util.List;

/**
 * When a key is rotated and when its owner is notified. Times are ISO 8601 durations.
 *
 * @param expiryTime lifetime of the next version; null for none
 */
public record RotationPolicy(
    List<LifetimeAction> lifetimeActions, String expiryTime, long created, long updated) {

  /**
   * One action and its trigger: exactly one of the two times is set.
   *
   * @param type {@code Rotate} or {@code Notify}
   */
  public record LifetimeAction(String type, String timeAfterCreate, String timeBeforeExpiry) {}
}
