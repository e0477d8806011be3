package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.terminal.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The members of a policy as options. */
final class PolicyOptions {
  private static final Map<String, String> CONTENT_TYPES =
      Map.of("pkcs12", "application/x-pkcs12", "pem", "application/x-pem-file");

  @Option(
      names = "--issuer",
      paramLabel = "NAME",
      description = "Self, Unknown or the name of an issuer.")
  private @Nullable String issuer;

  @Option(
      names = "--certificate-type",
      paramLabel = "TYPE",
      description = "A type that the issuer offers, such as OV-SSL.")
  private @Nullable String certificateType;

  @Option(
      names = "--subject",
      paramLabel = "DN",
      description = "The subject, such as CN=www.example.com.")
  private @Nullable String subject;

  @Option(names = "--dns", split = ",", paramLabel = "NAME", description = "A DNS name.")
  private @Nullable List<String> dnsNames;

  @Option(
      names = "--email",
      split = ",",
      paramLabel = "ADDRESS",
      description = "An e-mail address.")
  private @Nullable List<String> emails;

  @Option(names = "--upn", split = ",", paramLabel = "NAME", description = "A user principal name.")
  private @Nullable List<String> upns;

  @Option(names = "--uri", split = ",", paramLabel = "URI", description = "A URI.")
  private @Nullable List<String> uris;

  @Option(names = "--ip", split = ",", paramLabel = "ADDRESS", description = "An IP address.")
  private @Nullable List<String> addresses;

  @Option(names = "--type", paramLabel = "TYPE", description = "RSA, RSA-HSM, EC or EC-HSM.")
  private @Nullable String keyType;

  @Option(
      names = "--size",
      paramLabel = "BITS",
      description = "The size of an RSA key: 2048, 3072 or 4096.")
  private @Nullable Integer size;

  @Option(names = "--curve", paramLabel = "NAME", description = "P-256, P-384, P-521 or P-256K.")
  private @Nullable String curve;

  @Option(
      names = "--exportable",
      negatable = true,
      description =
          "Whether the private key can be read through the secret behind the certificate.")
  private @Nullable Boolean exportable;

  @Option(names = "--reuse-key", negatable = true, description = "Whether a renewal keeps the key.")
  private @Nullable Boolean reuseKey;

  @Option(
      names = "--usage",
      split = ",",
      paramLabel = "USAGE",
      description = "Key usages, such as digitalSignature,keyEncipherment.")
  private @Nullable List<String> usages;

  @Option(
      names = "--eku",
      split = ",",
      paramLabel = "OID",
      description = "Extended key usages, such as 1.3.6.1.5.5.7.3.3 (code signing).")
  private @Nullable List<String> extendedUsages;

  @Option(names = "--validity", paramLabel = "MONTHS", description = "The validity in months.")
  private @Nullable Integer months;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "The format of the secret behind it: pkcs12 or pem.")
  private @Nullable String contentType;

  @Option(
      names = "--renew-at",
      paramLabel = "PERCENT",
      description = "Renews it after this part of its lifetime.")
  private @Nullable Integer renewAt;

  @Option(
      names = "--renew-before",
      paramLabel = "DAYS",
      description = "Renews it this many days before its expiry.")
  private @Nullable Integer renewBefore;

  @Option(
      names = "--notify-at",
      paramLabel = "PERCENT",
      description = "Notifies the contacts after this part of its lifetime.")
  private @Nullable Integer notifyAt;

  @Option(
      names = "--notify-before",
      paramLabel = "DAYS",
      description = "Notifies the contacts this many days before its expiry.")
  private @Nullable Integer notifyBefore;

  /** Sets the given options in a policy, and returns the policy. */
  Fields over(Fields policy) {
    put(
        policy,
        "key_props",
        new Fields()
            .with("exportable", exportable)
            .with("kty", keyType == null && curve != null ? "EC" : keyType)
            .with("key_size", size)
            .with("crv", curve)
            .with("reuse_key", reuseKey));
    String form = contentType == null ? null : CONTENT_TYPES.getOrDefault(contentType, contentType);
    put(policy, "secret_props", new Fields().with("contentType", form));
    Fields names =
        new Fields()
            .with("dns_names", dnsNames)
            .with("emails", emails)
            .with("upns", upns)
            .with("uris", uris)
            .with("ipAddresses", addresses);
    put(
        policy,
        "x509_props",
        new Fields()
            .with("subject", subject)
            .with("sans", names.isEmpty() ? null : names)
            .with("ekus", extendedUsages)
            .with("key_usage", usages)
            .with("validity_months", months));
    List<Fields> actions = actions();
    policy.with("lifetime_actions", actions.isEmpty() ? null : actions);
    put(policy, "issuer", new Fields().with("name", issuer).with("cty", certificateType));
    return policy;
  }

  private static void put(Fields policy, String name, Fields given) {
    if (!given.isEmpty()) {
      Fields part = policy.get(name).orElse(null) instanceof Fields known ? known : new Fields();
      given.values().forEach(part::with);
      policy.with(name, part);
    }
  }

  private List<Fields> actions() {
    List<Fields> actions = new ArrayList<>();
    action(actions, "AutoRenew", "lifetime_percentage", renewAt);
    action(actions, "AutoRenew", "days_before_expiry", renewBefore);
    action(actions, "EmailContacts", "lifetime_percentage", notifyAt);
    action(actions, "EmailContacts", "days_before_expiry", notifyBefore);
    return actions;
  }

  private static void action(
      List<Fields> actions, String type, String trigger, @Nullable Integer value) {
    if (value != null) {
      actions.add(
          new Fields()
              .with("trigger", new Fields().with(trigger, value))
              .with("action", new Fields().with("action_type", type)));
    }
  }
}
