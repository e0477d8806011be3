package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.KeyOperation;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a new key, created or imported. */
final class NewKeyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Mixin private KeyOptions options;

  @Option(names = "--disabled", description = "Creates it disabled.")
  private boolean disabled;

  @Option(
      names = "--exportable",
      description = "Allows its release to an environment that --release-policy accepts.")
  private boolean exportable;

  /** Checks that the options fit together. */
  void check() {
    if (exportable != options.hasReleasePolicy()) {
      throw new ParameterException(
          verb.commandLine(), "--exportable and --release-policy FILE require each other.");
    }
  }

  /** The permitted operations; null means the service's default. */
  @Nullable List<KeyOperation> operations() {
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
    List<KeyOperation> operations = operations();
    if (operations != null) {
      key.setKeyOperations(operations.toArray(KeyOperation[]::new));
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

  /** Adds the options to the body of a plain request. */
  void addTo(Fields request, Session session) throws CommandException {
    Fields attributes = new Fields().with("enabled", !disabled);
    if (exportable) {
      attributes.with("exportable", true);
    }
    options.addTo(request, attributes, session);
  }
}
