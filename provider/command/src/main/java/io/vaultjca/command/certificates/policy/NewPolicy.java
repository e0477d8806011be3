package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** The policy of a new certificate. */
public final class NewPolicy {
  @Mixin private PolicyFile file;
  @Mixin private PolicyOptions options;

  /**
   * The given policy, or null if no option gives one. By default the certificate is self-signed,
   * its subject is its name, and its key cannot be exported.
   */
  public @Nullable Fields read(Session session, Name name) throws CommandException {
    Fields policy = options.over(file.read(session));
    if (policy.isEmpty()) {
      return null;
    }
    addIfAbsent(policy, "issuer", "name", "Self");
    addIfAbsent(policy, "key_props", "exportable", false);
    addIfAbsent(policy, "x509_props", "subject", "CN=" + name);
    return policy;
  }

  private static void addIfAbsent(Fields policy, String part, String member, Object value) {
    Fields members = part(policy, part);
    if (members.get(member).isEmpty()) {
      policy.with(part, members.with(member, value));
    }
  }

  private static Fields part(Fields policy, String name) {
    return policy.get(name).orElse(null) instanceof Fields part ? part : new Fields();
  }
}
