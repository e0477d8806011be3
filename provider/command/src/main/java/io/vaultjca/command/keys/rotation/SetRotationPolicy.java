package io.vaultjca.command.keys.rotation;

import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "set",
    description = {
      "Replaces the rotation policy of a key. Times are durations in days, months or years: P90D,"
          + " P18M, P2Y."
    },
    footer = "  java -jar vaultjca.jar keys rotation-policy set k --rotate-after P1Y")
final class SetRotationPolicy extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "The name of the key.",
      converter = ObjectArgument.NameParser.class)
  private String name;

  @ArgGroup private Rotation rotation;

  @Option(
      names = "--notify-before-expiry",
      paramLabel = "TIME",
      description = "How long before a version expires the service announces that.")
  private String notifyBeforeExpiry;

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      description = "How long after its creation a new version expires: 28 days at least.")
  private String expiresIn;

  /** By one of two triggers, or not at all. */
  static final class Rotation {
    @Option(
        names = "--rotate-after",
        paramLabel = "TIME",
        description = "How long after its creation a version is followed by a new one.")
    private String afterCreate;

    @Option(
        names = "--rotate-before-expiry",
        paramLabel = "TIME",
        description = "How long before a version expires it is followed by a new one.")
    private String beforeExpiry;
  }

  @Override
  protected void run(Session session) throws IOException {
    if (rotation == null && notifyBeforeExpiry == null && expiresIn == null) {
      throw new ParameterException(
          spec.commandLine(),
          "Say what is to be in the policy: what is not named is not in it any more.");
    }
    List<KeyRotationLifetimeAction> actions = new ArrayList<>();
    if (rotation != null) {
      KeyRotationLifetimeAction rotate =
          new KeyRotationLifetimeAction(KeyRotationPolicyAction.ROTATE);
      if (rotation.afterCreate != null) {
        rotate.setTimeAfterCreate(rotation.afterCreate);
      } else {
        rotate.setTimeBeforeExpiry(rotation.beforeExpiry);
      }
      actions.add(rotate);
    }
    if (notifyBeforeExpiry != null) {
      actions.add(
          new KeyRotationLifetimeAction(KeyRotationPolicyAction.NOTIFY)
              .setTimeBeforeExpiry(notifyBeforeExpiry));
    }
    KeyRotationPolicy policy =
        new KeyRotationPolicy().setLifetimeActions(actions).setExpiresIn(expiresIn);
    session
        .output()
        .show(
            PolicyFields.of(
                name,
                session
                    .keys()
                    .run(
                        session.operation("Setting the rotation policy of the key " + name),
                        client -> client.updateKeyRotationPolicy(name, policy))));
  }
}
