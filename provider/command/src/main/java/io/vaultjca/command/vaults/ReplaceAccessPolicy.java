package io.vaultjca.command.vaults;

import picocli.CommandLine.Command;

@Command(
    name = "replace",
    description = "Gives an identity these permissions in a vault and no others.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy replace payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001 --keys get,sign"
    })
final class ReplaceAccessPolicy extends AccessPolicyChange {
  @Override
  String kind() {
    return "replace";
  }

  @Override
  String doing() {
    return "Replacing an access policy";
  }
}
