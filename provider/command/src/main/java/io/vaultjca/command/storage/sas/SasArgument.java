package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageName;
import picocli.CommandLine.Parameters;

/** A SAS definition that a command line names. */
final class SasArgument {
  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      converter = StorageName.class,
      description = "The name by which the vault knows the storage account.")
  private String account;

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      converter = StorageName.class,
      description = "The name of the SAS definition.")
  private String name;

  /** Where it is, behind the vault's address. */
  String path() {
    return "storage/%s/sas/%s".formatted(account, name);
  }

  String deletedPath() {
    return "deleted" + path();
  }

  /** How a message calls it. */
  @Override
  public String toString() {
    return "the SAS definition %s of %s".formatted(name, account);
  }
}
