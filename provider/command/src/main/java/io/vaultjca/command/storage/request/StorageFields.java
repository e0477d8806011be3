package io.vaultjca.command.storage.request;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.util.Optional;

/** The output that storage accounts and SAS definitions have in common. */
public final class StorageFields {
  private StorageFields() {}

  /** Begins the output with name and id. */
  public static Fields named(JsonObject answer) throws VaultException {
    Optional<String> id = answer.text("id");
    return new Fields()
        .with("name", id.map(text -> text.substring(text.lastIndexOf('/') + 1)))
        .with("id", id);
  }

  /** Adds the attributes, the tags and, for a deleted one, the date of the purge. */
  public static Fields withAttributes(Fields fields, JsonObject answer) throws VaultException {
    Optional<JsonObject> attributes = answer.object("attributes");
    if (attributes.isPresent()) {
      fields
          .with("enabled", attributes.get().bool("enabled"))
          .with("created", attributes.get().time("created"))
          .with("updated", attributes.get().time("updated"))
          .with("recoveryLevel", attributes.get().text("recoveryLevel"));
      if (attributes.get().count("recoverableDays").isPresent()) {
        fields.with("recoverableDays", attributes.get().count("recoverableDays").getAsInt());
      }
    }
    return fields
        .with("tags", answer.members("tags"))
        .with("deleted", answer.time("deletedDate"))
        .with("scheduledPurge", answer.time("scheduledPurgeDate"));
  }
}
