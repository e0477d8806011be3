package io.vaultjca.command.keys.rotation;

import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Replaces the rotation policy of a key. Times are durations in days, months or years: P90D, P18M, P2Y.",
    footer = "  java -jar vaultjca.jar keys rotation-policy set k --rotate-after P1Y")
final class SetRotationPolicy extends Verb {
  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  private Name name;

  @ArgGroup private @Nullable Rotation rotation;

  @Option(
      names = "--notify-before-expiry",
      paramLabel = "TIME",
      description = "How long before the expiry of a version the service announces it.")
  private @Nullable String notifyBeforeExpiry;

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      description = "How long after its creation a new version expires: at least 28 days.")
  private @Nullable String expiresIn;

  /** The trigger of the rotation. */
  static final class Rotation {
    @Option(
        names = "--rotate-after",
        paramLabel = "TIME",
        description = "How long after the creation of a version the key is rotated.")
    private @Nullable String afterCreate;

    @Option(
        names = "--rotate-before-expiry",
        paramLabel = "TIME",
        description = "How long before the expiry of a version the key is rotated.")
    private @Nullable String beforeExpiry;
  }

  @Override
  protected void run(Session session) throws IOException {
    if (rotation == null && notifyBeforeExpiry == null && expiresIn == null) {
      throw misuse("Say what the new policy contains: it replaces the old one.");
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
    session.show(
        PolicyFields.of(
            name,
            session
                .keys()
                .run(
                    "Setting the rotation policy of the key " + name,
                    client -> client.updateKeyRotationPolicy(name.text(), policy))));
  }
}
