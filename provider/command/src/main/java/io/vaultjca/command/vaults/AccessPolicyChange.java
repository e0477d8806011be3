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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A change of what one identity may do in a vault. */
abstract class AccessPolicyChange extends Verb {
  @Mixin private VaultOptions vault;

  @Option(
      names = "--object-id",
      paramLabel = "ID",
      required = true,
      description = "The identity: the object id of a user, a group or a service principal.")
  private String objectId;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The application that acts for the identity, if it does.")
  private String applicationId;

  @Option(
      names = "--keys",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on keys: get, list, sign and others; all for all of them.")
  private List<String> keys;

  @Option(
      names = "--secrets",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on secrets.")
  private List<String> secrets;

  @Option(
      names = "--certificates",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on certificates.")
  private List<String> certificates;

  @Option(
      names = "--storage",
      paramLabel = "PERMISSION",
      split = ",",
      description = "Permissions on storage accounts.")
  private List<String> storage;

  /** What the service calls the change: add, replace or remove. */
  abstract String kind();

  /** What the verb does, as the beginning of a sentence. */
  abstract String doing();

  /** The permissions, of which the identity has these now. */
  Fields permissions(Optional<Fields> now) throws CommandException {
    Fields permissions =
        new Fields()
            .with("keys", keys)
            .with("secrets", secrets)
            .with("certificates", certificates)
            .with("storage", storage);
    if (permissions.isEmpty()) {
      throw new CommandException(
          "Say which permissions: add --keys, --secrets, --certificates or --storage.");
    }
    return permissions;
  }

  /** Whether permissions are named. */
  final boolean namesPermissions() {
    return keys != null || secrets != null || certificates != null || storage != null;
  }

  @Override
  protected final void run(Session session) throws IOException, CommandException {
    Management management = Management.of(session);
    if (!namesPermissions()) {
      Fields unused = permissions(Optional.of(new Fields()));
    }
    JsonObject properties =
        management
            .get("Showing " + vault.inWords(), vault.path())
            .object("properties")
            .orElseThrow(
                () -> new CommandException("The service does not say how the vault is set."));
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
            .with("permissions", permissions(known(properties)));
    JsonObject answer =
        management.send(
            "%s of %s".formatted(doing(), vault.inWords()),
            "PUT",
            vault.path("accessPolicies", kind()),
            new Fields().with("properties", new Fields().with("accessPolicies", List.of(entry))));
    Optional<JsonObject> after = answer.object("properties");
    session
        .output()
        .show(
            new Fields()
                .with("name", vault.name())
                .with(
                    "accessPolicies", after.isEmpty() ? null : VaultFields.policies(after.get())));
  }

  private Optional<Fields> known(JsonObject properties) throws IOException {
    return VaultFields.policies(properties).stream()
        .filter(policy -> isEqual(policy.get("objectId"), objectId))
        .filter(policy -> isEqual(policy.get("applicationId"), applicationId))
        .findFirst();
  }

  private static boolean isEqual(Optional<Object> text, String other) {
    return text.isEmpty() ? other == null : text.get().toString().equalsIgnoreCase(other);
  }
}
