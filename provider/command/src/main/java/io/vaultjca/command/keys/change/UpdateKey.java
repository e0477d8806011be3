package io.vaultjca.command.keys.change;

import io.vaultjca.command.keys.view.KeyAnswer;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.verb.ObjectArgument;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The verb {@code keys update}. By a request of our own, which holds what is to change and nothing
 * else: the SDK takes a whole key only, which has to be read first, and puts the rest back as it
 * was then.
 */
@Command(
    name = "update",
    description =
        "Changes what a key may be used for, its attributes, its tags (all of them) or its release"
            + " policy. What is not named stays.",
    footer = "  java -jar vaultjca.jar keys update release --expires P1Y --tag team=build")
public final class UpdateKey extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = ObjectArgument.LABEL,
      description = "The key" + ObjectArgument.WHICH,
      converter = ObjectArgument.Parser.class)
  private ObjectArgument key;

  @ArgGroup private Switch enabled;

  @Option(names = "--no-tags", description = "Takes all tags away.")
  private boolean noTags;

  @Mixin private KeyOptions options;

  /** On or off. */
  static final class Switch {
    @Option(names = "--enable", description = "It may be used again.")
    private boolean on;

    @Option(names = "--disable", description = "It may not be used any more.")
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
        throw new ParameterException(spec.commandLine(), "--tag and --no-tags do not go together.");
      }
      request.with("tags", new Fields());
    }
    if (request.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Say what to change: see --help.");
    }
    session
        .output()
        .show(
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
