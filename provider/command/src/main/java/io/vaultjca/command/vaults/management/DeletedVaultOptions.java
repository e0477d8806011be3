package io.vaultjca.command.vaults.management;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.management.ResourceManager.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameters that identify a deleted vault. */
public final class DeletedVaultOptions {
  @Parameters(paramLabel = "NAME", description = "The name of the deleted vault.")
  private String name;

  @Option(
      names = "--location",
      required = true,
      description = "The region of the vault, such as westeurope: see vaults deleted list.")
  private String location;

  @Mixin private SubscriptionOptions subscription;

  public String name() {
    return name;
  }

  public String location() {
    return location;
  }

  public SubscriptionOptions subscription() {
    return subscription;
  }

  /** The vault's name in messages. */
  public String inWords() {
    return "the deleted vault %s in %s".formatted(name, location);
  }

  /** The address of the deleted vault, or of something below it. */
  public Path path(String... below) throws CommandException {
    return subscription.ofProvider(
        Stream.concat(Stream.of("locations", location, "deletedVaults", name), Stream.of(below))
            .toArray(String[]::new));
  }
}
