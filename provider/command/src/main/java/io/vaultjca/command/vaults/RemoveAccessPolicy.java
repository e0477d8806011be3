package io.vaultjca.command.vaults;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "remove",
    description = "Revokes an identity's permissions in a vault: the given ones, or all.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy remove payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001"
    })
final class RemoveAccessPolicy extends AccessPolicyChange {
  RemoveAccessPolicy() {
    super("remove", "Removing from the access policies");
  }

  @Override
  void check(Fields named) {
    // None means all.
  }

  @Override
  Fields permissions(Fields named, Optional<Fields> policy) throws CommandException {
    if (!named.isEmpty()) {
      return named;
    }
    if (policy.isEmpty()) {
      throw new CommandException("The vault has no access policy for this identity.");
    }
    Fields all = new Fields();
    for (String collection : List.of("keys", "secrets", "certificates", "storage")) {
      all.with(collection, policy.get().get(collection));
    }
    return all;
  }
}
