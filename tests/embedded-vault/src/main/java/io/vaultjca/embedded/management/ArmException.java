package io.vaultjca.embedded.management;

/** An error response with the text of Azure Resource Manager or of Microsoft.KeyVault. */
final class ArmException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  ArmException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  static ArmException badRequest(String message) {
    return new ArmException(400, "BadRequest", message);
  }

  static ArmException invalid(String member) {
    return badRequest("An invalid value was provided for '%s'.".formatted(member));
  }

  static ArmException content(String why) {
    return new ArmException(
        400,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: '%s'.".formatted(why));
  }

  static ArmException notFound(String name, String group) {
    return new ArmException(
        404,
        "ResourceNotFound",
        "The Resource 'Microsoft.KeyVault/vaults/%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
            .formatted(name, group));
  }

  static ArmException deletedNotFound(String name) {
    return new ArmException(
        404,
        "DeletedVaultNotFound",
        "The specified deleted vault '%s' does not exist.".formatted(name));
  }
}
