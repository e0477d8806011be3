package io.vaultjca.command.vaults;

import picocli.CommandLine.Command;

@Command(
    name = "replace",
    description = "Replaces an identity's permissions in a vault.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy replace payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001 --keys get,sign"
    })
final class ReplaceAccessPolicy extends AccessPolicyChange {
  ReplaceAccessPolicy() {
    super("replace", "Replacing an access policy");
  }
}
