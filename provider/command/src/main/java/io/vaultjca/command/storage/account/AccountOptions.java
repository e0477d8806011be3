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

  /**
   * Adds what was given to the body of a request.
   *
   * @param whole whether the body has to say if keys are regenerated
   */
  Fields addTo(Fields body, boolean whole) {
    boolean asked = whole && regenerationPeriod != null;
    return body.with(
            "autoRegenerateKey",
            autoRegenerateKey == null && whole ? Boolean.valueOf(asked) : autoRegenerateKey)
        .with("regenerationPeriod", regenerationPeriod);
  }
}
