package io.vaultjca.command.storage.account;

import io.vaultjca.command.terminal.Fields;
import picocli.CommandLine.Option;

/** How the vault regenerates the keys of a storage account. */
final class AccountOptions {
  @Option(
      names = "--auto-regenerate-key",
      negatable = true,
      description = "Whether the vault regenerates the keys by itself.")
  private Boolean autoRegenerateKey;

  @Option(
      names = "--regeneration-period",
      paramLabel = "PERIOD",
      description = "After how long it does so, such as P30D.")
  private String regenerationPeriod;

  /** Adds what was given to the body of a change. */
  Fields addTo(Fields body) {
    return body.with("autoRegenerateKey", autoRegenerateKey)
        .with("regenerationPeriod", regenerationPeriod);
  }

  /** The same to a body that has to say whether keys are regenerated: if there is a period, yes. */
  Fields addAllTo(Fields body) {
    boolean usual = regenerationPeriod != null;
    return addTo(body.with("autoRegenerateKey", usual));
  }
}
