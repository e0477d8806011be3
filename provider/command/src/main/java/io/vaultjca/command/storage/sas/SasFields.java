package io.vaultjca.command.storage.sas;

import io.vaultjca.VaultException;
import io.vaultjca.command.storage.request.StorageFields;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;

/** What is shown of a SAS definition. */
final class SasFields {
  private SasFields() {}

  /** All but the signature of the template: whoever signed it with a real key made a token. */
  static Fields of(JsonObject answer) throws VaultException {
    return of(answer, false);
  }

  /**
   * The same.
   *
   * @param whole whether to show the signature, too
   */
  static Fields of(JsonObject answer, boolean whole) throws VaultException {
    return StorageFields.withAttributes(
        StorageFields.named(answer)
            .with("secretId", answer.text("sid"))
            .with("templateUri", answer.text("templateUri").map(uri -> whole ? uri : unsigned(uri)))
            .with("sasType", answer.text("sasType"))
            .with("validityPeriod", answer.text("validityPeriod")),
        answer);
  }

  private static String unsigned(String template) {
    return template.replaceAll("(?i)(?<![^?&])sig=[^&]*", "sig=***");
  }
}
