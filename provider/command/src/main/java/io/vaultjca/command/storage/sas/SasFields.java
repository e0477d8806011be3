package io.vaultjca.command.storage.sas;

import io.vaultjca.VaultException;
import io.vaultjca.command.storage.request.StorageFields;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;

/** The output for a SAS definition. */
final class SasFields {
  private SasFields() {}

  /** Hides the signature of the template: signed with a real key, the template is a valid token. */
  static Fields of(JsonObject answer) throws VaultException {
    return of(answer, false);
  }

  /**
   * Converts a definition.
   *
   * @param whole whether to show the signature of the template
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
