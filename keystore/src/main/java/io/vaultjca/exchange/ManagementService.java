package io.vaultjca.exchange;

import io.vaultjca.Setting;
import java.util.Optional;

/**
 * Azure Resource Manager, which manages vaults. Its challenge names no resource, so the scope of
 * its tokens is fixed; they go to the configured address only.
 */
record ManagementService(Challenge fixed) implements Service {
  ManagementService(String scope) {
    this(new Challenge(scope, Optional.empty(), Optional.empty()));
  }

  @Override
  public String inWords() {
    return "Azure Resource Manager";
  }

  @Override
  public Setting address() {
    return Setting.RESOURCE_MANAGER;
  }

  @Override
  public Optional<Challenge> demand() {
    return Optional.of(fixed);
  }

  /** Names the built-in roles of "Azure built-in roles for Security" (Azure documentation). */
  @Override
  public String forbidden(Operation operation) {
    String role =
        operation.request().uri().getPath().endsWith("/purge")
            ? "Key Vault Purge Operator on the subscription"
            : operation.request().method().equals("GET")
                ? "Reader on the vault, its resource group or the subscription"
                : "Key Vault Contributor on the vault, its resource group or the subscription";
    return " Grant the caller the role %s; it takes effect after some minutes.".formatted(role);
  }

  @Override
  public String notFound(ServiceError error) {
    return switch (String.valueOf(error.code())) {
      case "SubscriptionNotFound" ->
          " Check the subscription, and that the credential is of its tenant.";
      case "ResourceGroupNotFound" -> " Check the resource group and the subscription.";
      case "DeletedVaultNotFound" -> " Check the name and the location.";
      default -> " Check the name, the resource group and the subscription.";
    };
  }

  @Override
  public String conflict(Operation operation, ServiceError error) {
    return " If the name belongs to a deleted vault, recover or purge it, or take another name.";
  }

  @Override
  public String badRequest(ServiceError error) {
    return error.message().contains("DeletedVaultPurge")
        ? " Its purge protection cannot be lifted: the service purges it when the retention ends."
        : "";
  }
}
