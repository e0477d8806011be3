package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageName;
import picocli.CommandLine.Parameters;

/** The parameters that identify a SAS definition. */
final class SasArgument {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The storage account's name in the vault.")
  private StorageName account;

  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the SAS definition.")
  private StorageName name;

  /** The path below the vault's address. */
  String path() {
    return "storage/%s/sas/%s".formatted(account, name);
  }

  String deletedPath() {
    return "deleted" + path();
  }

  /** Its name in messages. */
  @Override
  public String toString() {
    return "the SAS definition %s of %s".formatted(name, account);
  }
}
