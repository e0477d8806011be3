package io.vaultjca.command.storage.account;

import io.vaultjca.command.terminal.Fields;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the regeneration of a storage account's keys. */
final class AccountOptions {
  @Option(
      names = "--auto-regenerate-key",
      negatable = true,
      description = "Whether the vault regenerates the keys regularly.")
  private @Nullable Boolean autoRegenerateKey;

  @Option(
      names = "--regeneration-period",
      paramLabel = "PERIOD",
      description = "The interval of the regeneration, such as P30D.")
  private @Nullable String regenerationPeriod;

  /** Adds the given options to the body of a change. */
  Fields addTo(Fields body) {
    return body.with("autoRegenerateKey", autoRegenerateKey)
        .with("regenerationPeriod", regenerationPeriod);
  }

  /**
   * Like {@link #addTo}, but always says whether keys are regenerated: yes if there is a period.
   */
  Fields addAllTo(Fields body) {
    boolean usual = regenerationPeriod != null;
    return addTo(body.with("autoRegenerateKey", usual));
  }
}
