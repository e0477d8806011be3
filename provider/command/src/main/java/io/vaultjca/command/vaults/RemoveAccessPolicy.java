package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "remove",
    description = "Takes permissions in a vault from an identity; all of them if none are named.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy remove payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001"
    })
final class RemoveAccessPolicy extends AccessPolicyChange {
  @Override
  String kind() {
    return "remove";
  }

  @Override
  String doing() {
    return "Removing from the access policies";
  }

  @Override
  Fields permissions(Optional<Fields> now) throws CommandException {
    if (namesPermissions()) {
      return super.permissions(now);
    }
    Fields all = new Fields();
    for (String collection : List.of("keys", "secrets", "certificates", "storage")) {
      all.with(collection, now.flatMap(policy -> policy.get(collection)));
    }
    if (now.isEmpty()) {
      throw new CommandException("The vault has no access policy of this identity.");
    }
    return all;
  }
}
