package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.VaultState;
import java.util.Map;

/** The 403 for an operation that a token does not permit, in the text of the permission model. */
final class Refusal {
  private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
  private static final String VAULT = "embedded";

  private Refusal() {}

  static ServiceException of(
      Route route, AccessTokens.Grant grant, VaultState state, Map<String, String> caught) {
    if (state.settings().accessPolicies()) {
      return byPolicy(route, grant);
    }
    return byRbac(route, grant, caught);
  }

  private static ServiceException byRbac(
      Route route, AccessTokens.Grant grant, Map<String, String> caught) {
    String collection = route.dataAction().substring(0, route.dataAction().indexOf('/'));
    String object = caught.containsKey("name") ? "/" + collection + "/" + caught.get("name") : "";
    return ServiceException.forbidden(
        "ForbiddenByRbac",
        String.join(
            "\r\n",
            "Caller is not authorized to perform action on resource.",
            "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
            "Caller: " + grant.caller(),
            "Action: 'Microsoft.KeyVault/vaults/" + route.dataAction() + "'",
            "Resource: '/subscriptions/%s/resourcegroups/embedded/providers/microsoft.keyvault/vaults/%s%s'"
                .formatted(SUBSCRIPTION, VAULT, object),
            "Assignment: (not found)",
            "DenyAssignmentId: null",
            "DecisionReason: 'DeniedWithNoValidRBAC' ",
            "Vault: " + VAULT + ";location=westus",
            ""));
  }

  private static ServiceException byPolicy(Route route, AccessTokens.Grant grant) {
    String permission = route.permissions().get(0).replace('/', ' ');
    return ServiceException.forbidden(
        "ForbiddenByPolicy",
        "The user, group or application '%s' does not have %s permission on key vault '%s;location=westus'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287"
            .formatted(grant.caller(), permission, VAULT));
  }
}
