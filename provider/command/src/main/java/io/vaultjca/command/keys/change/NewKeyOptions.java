package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.KeyOperation;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What all new keys have, made or imported. */
final class NewKeyOptions {
  @Mixin private KeyOptions options;

  @Option(names = "--disabled", description = "It cannot be used before it is enabled.")
  private boolean disabled;

  @Option(
      names = "--exportable",
      description = "It can be released to an environment that its --release-policy accepts.")
  private boolean exportable;

  /** Checks that they fit together. */
  void check(CommandSpec spec) {
    if (exportable != options.hasReleasePolicy()) {
      throw new ParameterException(
          spec.commandLine(), "--exportable and --release-policy FILE belong together.");
    }
  }

  /** The operations, or null for the service's default. */
  List<KeyOperation> operations() {
    return options.operations();
  }

  void addTo(CreateKeyOptions key, Session session) throws CommandException {
    key.setEnabled(!disabled)
        .setExpiresOn(options.expires())
        .setNotBefore(options.notBefore())
        .setTags(options.tags())
        .setReleasePolicy(options.releasePolicy(session));
    if (exportable) {
      key.setExportable(true);
    }
    if (operations() != null) {
      key.setKeyOperations(operations().toArray(KeyOperation[]::new));
    }
  }

  void addTo(ImportKeyOptions key, Session session) throws CommandException {
    key.setEnabled(!disabled)
        .setExpiresOn(options.expires())
        .setNotBefore(options.notBefore())
        .setTags(options.tags())
        .setReleasePolicy(options.releasePolicy(session));
    if (exportable) {
      key.setExportable(true);
    }
  }

  /** As members of a request of our own. */
  void addTo(Fields request, Session session) throws CommandException {
    Fields attributes = new Fields().with("enabled", !disabled);
    if (exportable) {
      attributes.with("exportable", true);
    }
    options.addTo(request, attributes, session);
  }
}
