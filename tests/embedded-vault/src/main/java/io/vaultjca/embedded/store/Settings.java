package io.vaultjca.embedded.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The settings of a vault, from {@code VaultServer.Builder}.
 *
 * @param managedHsm a Managed HSM instead of a vault
 * @param premium a Premium vault, which also accepts symmetric keys and ML-DSA keys
 * @param tokenLifetime lifetime of every access token
 * @param deletionDelay time until a deletion, a recovery or a purge takes effect
 * @param issueDelay time until a certificate with issuer {@code Self} is issued
 * @param purgeProtection whether purges are refused
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

  /** Returns the defaults: soft delete for 7 days, tokens for a day, short delays for tests. */
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

  /** Returns the recovery level in the attributes of every object. */
  public String recoveryLevel() {
    String level = recoverableDays == 90 ? "Recoverable" : "CustomizedRecoverable";
    if (!purgeProtection) {
      return level + "+Purgeable";
    }
    return level;
  }
}
