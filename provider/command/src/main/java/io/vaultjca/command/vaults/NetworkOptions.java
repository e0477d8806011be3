package io.vaultjca.command.vaults;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** From which networks a vault can be reached. */
final class NetworkOptions {
  @Option(
      names = "--public-network-access",
      description = "${COMPLETION-CANDIDATES}: whether it can be reached but by private endpoints.")
  private Access access;

  @Option(
      names = "--default-action",
      description = "${COMPLETION-CANDIDATES}: who matches no rule.")
  private Action action;

  @Option(names = "--bypass", description = "${COMPLETION-CANDIDATES}: who passes all rules.")
  private Bypass bypass;

  @Option(
      names = "--allow-ip",
      paramLabel = "CIDR",
      split = ",",
      description = "IPv4 addresses or ranges that pass; those that are named replace all.")
  private List<String> addresses;

  @Option(
      names = "--allow-subnet",
      paramLabel = "ID",
      split = ",",
      description = "Subnets that pass, by their resource ids; those that are named replace all.")
  private List<String> subnets;

  /** Whether the public network is let in. */
  enum Access {
    Enabled,
    Disabled
  }

  /** What happens to who matches no rule. */
  enum Action {
    Allow,
    Deny
  }

  /** Who passes all rules. */
  enum Bypass {
    AzureServices,
    None
  }

  String publicAccess() {
    return access == null ? null : access.name();
  }

  boolean namesRules() {
    return action != null || bypass != null || addresses != null || subnets != null;
  }

  /** The rules, or null if none are named. They are replaced as a whole: the others stay. */
  Fields rules(Optional<JsonObject> before) throws VaultException {
    if (!namesRules()) {
      return null;
    }
    return new Fields()
        .with("bypass", bypass == null ? text(before, "bypass") : bypass.name())
        .with("defaultAction", action == null ? text(before, "defaultAction") : action.name())
        .with("ipRules", items(addresses, before, "ipRules", "value"))
        .with("virtualNetworkRules", items(subnets, before, "virtualNetworkRules", "id"));
  }

  private static String text(Optional<JsonObject> before, String name) throws VaultException {
    return before.isEmpty() ? null : before.get().text(name).orElse(null);
  }

  private static List<Fields> items(
      List<String> named, Optional<JsonObject> before, String rules, String member)
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
