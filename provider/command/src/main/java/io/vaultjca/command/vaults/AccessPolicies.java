package io.vaultjca.command.vaults;

import io.vaultjca.command.verb.Group;
import picocli.CommandLine.Command;

@Command(
    name = "access-policy",
    description = "Manages the access policies of a vault that does not use Azure RBAC.",
    footer = {
      "  java -jar vaultjca.jar vaults access-policy add payments -g prod \\",
      "    --object-id 00000000-0000-0000-0000-000000000001 --keys get,sign"
    },
    subcommands = {AddAccessPolicy.class, RemoveAccessPolicy.class, ReplaceAccessPolicy.class})
final class AccessPolicies extends Group {}
