package io.vaultjca.command.storage.account;

import io.vaultjca.VaultException;
import io.vaultjca.command.storage.request.StorageFields;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;

/** The output for a storage account. */
final class AccountFields {
  private AccountFields() {}

  static Fields of(JsonObject answer) throws VaultException {
    return StorageFields.withAttributes(
        StorageFields.named(answer)
            .with("resourceId", answer.text("resourceId"))
            .with("activeKeyName", answer.text("activeKeyName"))
            .with("autoRegenerateKey", answer.bool("autoRegenerateKey"))
            .with("regenerationPeriod", answer.text("regenerationPeriod")),
        answer);
  }
}
