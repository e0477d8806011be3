package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.PasswordOptions;
import io.vaultjca.command.verb.Session;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of an issuer besides its provider. */
final class IssuerOptions {
  @Option(names = "--account", paramLabel = "ID", description = "The account at the provider.")
  private @Nullable String account;

  @Mixin private PasswordOptions password;

  @Option(
      names = "--organization",
      paramLabel = "ID",
      description = "The provider's number of the organization.")
  private @Nullable String organization;

  @Option(names = "--enabled", negatable = true, description = "Whether it issues certificates.")
  private @Nullable Boolean enabled;

  @ArgGroup(
      exclusive = false,
      multiplicity = "0..*",
      heading = "An administrator, once or more; replaces all:%n")
  private @Nullable List<Administrator> administrators;

  static final class Administrator {
    @Option(
        names = "--admin-email",
        required = true,
        paramLabel = "ADDRESS",
        description = "The e-mail address.")
    private String email;

    @Option(names = "--admin-first-name", paramLabel = "NAME", description = "The first name.")
    private @Nullable String firstName;

    @Option(names = "--admin-last-name", paramLabel = "NAME", description = "The last name.")
    private @Nullable String lastName;

    @Option(names = "--admin-phone", paramLabel = "NUMBER", description = "The phone number.")
    private @Nullable String phone;

    private Fields details() {
      return new Fields()
          .with("first_name", firstName)
          .with("last_name", lastName)
          .with("email", email)
          .with("phone", phone);
    }
  }

  /** The body of a request, with the given options only. */
  Fields body(Session session, Name name, @Nullable String provider)
      throws IOException, CommandException {
    Fields credentials =
        new Fields()
            .with("account_id", account)
            .with("pwd", password.read(session, "The password of the account at " + name, false));
    Fields organizationDetails = new Fields().with("id", organization);
    if (administrators != null) {
      organizationDetails.with(
          "admin_details", administrators.stream().map(Administrator::details).toList());
    }
    return new Fields()
        .with("provider", provider)
        .with("credentials", credentials.isEmpty() ? null : credentials)
        .with("org_details", organizationDetails.isEmpty() ? null : organizationDetails)
        .with("attributes", enabled == null ? null : new Fields().with("enabled", enabled));
  }
}
