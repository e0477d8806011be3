package io.vaultjca.command.vaults;

import picocli.CommandLine.Command;

@Command(
    name = "add",
    description = "Grants an identity further permissions in a vault.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy add payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001 --keys get,sign"
    })
final class AddAccessPolicy extends AccessPolicyChange {
  AddAccessPolicy() {
    super("add", "Adding to the access policies");
  }
}
