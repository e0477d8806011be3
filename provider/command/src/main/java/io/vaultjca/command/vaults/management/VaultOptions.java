package io.vaultjca.command.vaults.management;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.management.ResourceManager.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameters that identify a vault. */
public final class VaultOptions {
  @Parameters(paramLabel = "NAME", description = "The name of the vault.")
  private String name;

  @Option(
      names = {"-g", "--resource-group"},
      paramLabel = "GROUP",
      required = true,
      description = "The resource group of the vault.")
  private String group;

  @Mixin private SubscriptionOptions subscription;

  public String name() {
    return name;
  }

  /** The vault's name in messages. */
  public String inWords() {
    return "the vault %s in the resource group %s".formatted(name, group);
  }

  /** The address of the vault, or of something below it. */
  public Path path(String... below) throws CommandException {
    return subscription.ofGroup(
        group, Stream.concat(Stream.of("vaults", name), Stream.of(below)).toArray(String[]::new));
  }
}
