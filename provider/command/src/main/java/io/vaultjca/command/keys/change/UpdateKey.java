package io.vaultjca.command.keys.change;

import io.vaultjca.command.keys.view.KeyAnswer;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The verb {@code keys update}. It sends a plain request with the changes only: the SDK sends a
 * whole key, which has to be read first, and so it would undo changes that others make meanwhile.
 */
@Command(
    name = "update",
    description =
        "Changes the permitted operations, the attributes, the tags (all of them) or the release policy of a key. Everything else stays.",
    footer = "  java -jar vaultjca.jar keys update release --expires P1Y --tag team=build")
public final class UpdateKey extends Verb {
  @Parameters(paramLabel = ObjectArgument.LABEL, description = "The key" + ObjectArgument.WHICH)
  private ObjectArgument key;

  @ArgGroup private @Nullable Switch enabled;

  @Option(names = "--no-tags", description = "Removes all tags.")
  private boolean noTags;

  @Mixin private KeyOptions options;

  /** Enabled or disabled. */
  static final class Switch {
    @Option(names = "--enable", description = "Enables the key.")
    private boolean on;

    @Option(names = "--disable", description = "Disables the key.")
    private boolean off;

    boolean isOn() {
      return on && !off;
    }
  }

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields request = new Fields();
    Fields attributes = new Fields().with("enabled", enabled == null ? null : enabled.isOn());
    options.addTo(request, attributes, session);
    if (noTags) {
      if (options.tags() != null) {
        throw misuse("--tag and --no-tags do not go together.");
      }
      request.with("tags", new Fields());
    }
    if (request.isEmpty()) {
      throw nothingToChange();
    }
    session.show(
        KeyAnswer.of(
            session
                .requests()
                .send(
                    session.operation("Updating the key " + key),
                    "PATCH",
                    key.path("keys"),
                    Json.of(request)),
            false));
  }
}
