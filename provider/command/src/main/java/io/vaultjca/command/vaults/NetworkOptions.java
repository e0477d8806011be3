package io.vaultjca.command.vaults;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a vault's network rules. */
final class NetworkOptions {
  @Option(
      names = "--public-network-access",
      description = "${COMPLETION-CANDIDATES}: access from outside of private endpoints.")
  private @Nullable Access access;

  @Option(
      names = "--default-action",
      description = "${COMPLETION-CANDIDATES}: for callers that match no rule.")
  private @Nullable Action action;

  @Option(
      names = "--bypass",
      description = "${COMPLETION-CANDIDATES}: callers that pass without a rule.")
  private @Nullable Bypass bypass;

  @Option(
      names = "--allow-ip",
      paramLabel = "CIDR",
      split = ",",
      description = "IPv4 addresses or ranges that pass; replaces all existing ones.")
  private @Nullable List<String> addresses;

  @Option(
      names = "--allow-subnet",
      paramLabel = "ID",
      split = ",",
      description = "Resource ids of subnets that pass; replaces all existing ones.")
  private @Nullable List<String> subnets;

  /** Access from the public network. */
  enum Access {
    Enabled,
    Disabled
  }

  /** The decision on callers that match no rule. */
  enum Action {
    Allow,
    Deny
  }

  /** Callers that pass without a rule. */
  enum Bypass {
    AzureServices,
    None
  }

  @Nullable String publicAccess() {
    return access == null ? null : access.name();
  }

  boolean namesRules() {
    return action != null || bypass != null || addresses != null || subnets != null;
  }

  /**
   * The rules, or null if no option changes them. They are sent as a whole, so the others are
   * repeated.
   */
  @Nullable Fields rules(Optional<JsonObject> before) throws VaultException {
    if (!namesRules()) {
      return null;
    }
    return new Fields()
        .with("bypass", bypass == null ? text(before, "bypass") : bypass.name())
        .with("defaultAction", action == null ? text(before, "defaultAction") : action.name())
        .with("ipRules", items(addresses, before, "ipRules", "value"))
        .with("virtualNetworkRules", items(subnets, before, "virtualNetworkRules", "id"));
  }

  private static @Nullable String text(Optional<JsonObject> before, String name)
      throws VaultException {
    return before.isEmpty() ? null : before.get().text(name).orElse(null);
  }

  private static List<Fields> items(
      @Nullable List<String> named, Optional<JsonObject> before, String rules, String member)
      throws VaultException {
    List<String> values = new ArrayList<>();
    if (named != null) {
      values.addAll(named);
    } else if (before.isPresent()) {
      for (JsonObject rule : before.get().objects(rules)) {
        rule.text(member).ifPresent(values::add);
      }
    }
    return values.stream().map(value -> new Fields().with(member, value)).toList();
  }
}
