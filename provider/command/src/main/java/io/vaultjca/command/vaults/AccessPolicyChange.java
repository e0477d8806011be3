package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.vaults.management.Management;
import io.vaultjca.command.vaults.management.VaultFields;
import io.vaultjca.command.vaults.management.VaultOptions;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A change of one identity's permissions in a vault. */
abstract class AccessPolicyChange extends Verb {
  @Mixin private VaultOptions vault;

  @Option(
      names = "--object-id",
      paramLabel = "ID",
      required = true,
      description = "The object id of the identity: a user, a group or a service principal.")
  private String objectId;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The application that acts on behalf of the identity, if any.")
  private @Nullable String applicationId;

  @Option(
      names = "--keys",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on keys: get, list, sign and others, or all.")
  private @Nullable List<String> keys;

  @Option(
      names = "--secrets",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on secrets.")
  private @Nullable List<String> secrets;

  @Option(
      names = "--certificates",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on certificates.")
  private @Nullable List<String> certificates;

  @Option(
      names = "--storage",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on storage accounts.")
  private @Nullable List<String> storage;

  private final String kind;
  private final String doing;

  /**
   * Creates one.
   *
   * @param kind the service's name of the change: add, replace or remove
   * @param doing the operation in messages, as the beginning of a sentence
   */
  AccessPolicyChange(String kind, String doing) {
    this.kind = kind;
    this.doing = doing;
  }

  /** Refuses a command line that names too few permissions, before any request. */
  void check(Fields named) throws CommandException {
    if (named.isEmpty()) {
      throw new CommandException(
          "Say which permissions: add --keys, --secrets, --certificates or --storage.");
    }
  }

  /** The permissions to send; the policy is the identity's. */
  Fields permissions(Fields named, Optional<Fields> policy) throws CommandException {
    return named;
  }

  @Override
  protected final void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    Fields named =
        new Fields()
            .with("keys", keys)
            .with("secrets", secrets)
            .with("certificates", certificates)
            .with("storage", storage);
    check(named);
    JsonObject properties =
        management
            .get("Showing " + vault.inWords(), vault.path())
            .object("properties")
            .orElseThrow(
                () ->
                    new CommandException(
                        "The service's answer lacks the properties of the vault."));
    if (properties.bool("enableRbacAuthorization").orElse(false)) {
      session
          .terminal()
          .err()
          .printf(
              "The vault %s uses Azure RBAC: its access policies have no effect.%n", vault.name());
    }
    Fields entry =
        new Fields()
            .with("tenantId", properties.text("tenantId"))
            .with("objectId", objectId)
            .with("applicationId", applicationId)
            .with("permissions", permissions(named, known(properties)));
    JsonObject answer =
        management.send(
            "%s of %s".formatted(doing, vault.inWords()),
            "PUT",
            vault.path("accessPolicies", kind),
            new Fields().with("properties", new Fields().with("accessPolicies", List.of(entry))));
    Optional<JsonObject> after = answer.object("properties");
    session.show(
        new Fields()
            .with("name", vault.name())
            .with("accessPolicies", after.isEmpty() ? null : VaultFields.policies(after.get())));
  }

  private Optional<Fields> known(JsonObject properties) throws IOException {
    return VaultFields.policies(properties).stream()
        .filter(policy -> isEqual(policy.get("objectId"), objectId))
        .filter(policy -> isEqual(policy.get("applicationId"), applicationId))
        .findFirst();
  }

  private static boolean isEqual(Optional<Object> text, @Nullable String other) {
    return text.isEmpty() ? other == null : text.get().toString().equalsIgnoreCase(other);
  }
}
