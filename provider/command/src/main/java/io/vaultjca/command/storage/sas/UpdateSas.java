package io.vaultjca.command.storage.sas;

import io.vaultjca.command.storage.request.StorageOptions;
import io.vaultjca.command.storage.request.StorageRequests;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "update",
    description = {
      "Changes the given properties of a SAS definition, and no others.",
      StorageRequests.LEGACY
    },
    footer = "  java -jar vaultjca.jar storage sas update logs reader --validity PT2H")
final class UpdateSas extends Verb {
  @Mixin private SasArgument definition;
  @Mixin private SasOptions options;
  @Mixin private StorageOptions common;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    Fields body = common.addTo(options.addTo(new Fields(), session.terminal(), null));
    common.requireSome(body);
    session.show(
        SasFields.of(
            new StorageRequests(session)
                .send("Updating " + definition, "PATCH", definition.path(), body)));
  }
}
