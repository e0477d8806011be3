package io.vaultjca.embedded.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How a vault behaves; what {@code VaultServer.Builder} sets.
 *
 * @param managedHsm a Managed HSM instead of a vault
 * @param premium a Premium vault, which keeps symmetric keys and keys for ML-DSA, too
 * @param tokenLifetime of every access token
 * @param deletionDelay until a deletion, a recovery or a purge shows
 * @param issueDelay until a certificate with issuer {@code Self} is issued
 * @param purgeProtection whether a purge is refused
 * @param accessPolicies whether permissions are access policies instead of Azure RBAC: the text and
 *     code of a refusal differ
 * @param recoverableDays 7 to 90
 */
public record Settings(
    boolean managedHsm,
    boolean premium,
    Duration tokenLifetime,
    Duration deletionDelay,
    Duration issueDelay,
    boolean purgeProtection,
    boolean accessPolicies,
    int recoverableDays,
    Clock clock) {

  /** A vault with soft delete for 7 days, tokens for a day and delays short enough for tests. */
  public static Settings standard() {
    return new Settings(
        false,
        false,
        Duration.ofHours(24),
        Duration.ofMillis(100),
        Duration.ofMillis(100),
        false,
        false,
        7,
        Clock.systemUTC());
  }

  public Settings withManagedHsm(boolean changed) {
    return new Settings(
        changed,
        premium,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withPremium(boolean changed) {
    return new Settings(
        managedHsm,
        changed,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withTokenLifetime(Duration changed) {
    return new Settings(
        managedHsm,
        premium,
        changed,
        deletionDelay,
        issueDelay,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withDeletionDelay(Duration changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        changed,
        issueDelay,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withIssueDelay(Duration changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        deletionDelay,
        changed,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withPurgeProtection(boolean changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        changed,
        accessPolicies,
        recoverableDays,
        clock);
  }

  public Settings withAccessPolicies(boolean changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        purgeProtection,
        changed,
        recoverableDays,
        clock);
  }

  public Settings withRecoverableDays(int changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        purgeProtection,
        accessPolicies,
        changed,
        clock);
  }

  public Settings withClock(Clock changed) {
    return new Settings(
        managedHsm,
        premium,
        tokenLifetime,
        deletionDelay,
        issueDelay,
        purgeProtection,
        accessPolicies,
        recoverableDays,
        changed);
  }

  public Instant now() {
    return clock.instant();
  }

  public long nowSeconds() {
    return clock.instant().getEpochSecond();
  }

  /** What the attributes of every object say about its deletion. */
  public String recoveryLevel() {
    String level = recoverableDays == 90 ? "Recoverable" : "CustomizedRecoverable";
    if (!purgeProtection) {
      return level + "+Purgeable";
    }
    return level;
  }
}
