package io.vaultjca.command.certificates.issuers;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.PasswordOptions;
import io.vaultjca.command.verb.Session;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is said of an issuer besides its provider. */
final class IssuerOptions {
  @Option(names = "--account", paramLabel = "ID", description = "The account at the provider.")
  private String account;

  @Mixin private PasswordOptions password;

  @Option(
      names = "--organization",
      paramLabel = "ID",
      description = "The organization, by the provider's number.")
  private String organization;

  @Option(
      names = "--enabled",
      negatable = true,
      description = "Whether certificates can be had of it.")
  private Boolean enabled;

  @ArgGroup(
      exclusive = false,
      multiplicity = "0..*",
      heading = "An administrator, all of them anew:%n")
  private List<Administrator> administrators;

  static final class Administrator {
    @Option(
        names = "--admin-email",
        required = true,
        paramLabel = "ADDRESS",
        description = "The e-mail address.")
    private String email;

    @Option(names = "--admin-first-name", paramLabel = "NAME", description = "The first name.")
    private String firstName;

    @Option(names = "--admin-last-name", paramLabel = "NAME", description = "The last name.")
    private String lastName;

    @Option(names = "--admin-phone", paramLabel = "NUMBER", description = "The phone number.")
    private String phone;

    private Fields details() {
      return new Fields()
          .with("first_name", firstName)
          .with("last_name", lastName)
          .with("email", email)
          .with("phone", phone);
    }
  }

  /** The body of a request: what was given, and nothing else. */
  Fields body(Session session, String name, String provider) throws IOException, CommandException {
    Fields credentials =
        new Fields()
            .with("account_id", account)
            .with("pwd", password.read(session, "The password of the account at " + name));
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
