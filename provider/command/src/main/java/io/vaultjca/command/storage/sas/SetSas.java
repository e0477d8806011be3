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
    name = "set",
    description = {"Creates or replaces a SAS definition.", StorageRequests.LEGACY},
    footer = "  java -jar vaultjca.jar storage sas set logs ro --template t.txt --validity P1D")
final class SetSas extends Verb {
  @Mixin private SasArgument definition;
  @Mixin private SasOptions options;
  @Mixin private StorageOptions common;

  @Override
  protected void run(Session session) throws IOException, CommandException {
    options.requireAll();
    session.show(
        SasFields.of(
            new StorageRequests(session)
                .send(
                    "Setting " + definition,
                    "PUT",
                    definition.path(),
                    common.addTo(options.addTo(new Fields(), session.terminal(), "account")))));
  }
}
