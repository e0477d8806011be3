package io.vaultjca.command.certificates.policy;

import io.vaultjca.command.terminal.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a certificate is made, as options: the members of a policy that the user gives. */
final class PolicyOptions {
  private static final Map<String, String> CONTENT_TYPES =
      Map.of("pkcs12", "application/x-pkcs12", "pem", "application/x-pem-file");

  @Option(names = "--issuer", paramLabel = "NAME", description = "Self, Unknown or an issuer.")
  private String issuer;

  @Option(
      names = "--certificate-type",
      paramLabel = "TYPE",
      description = "What the issuer offers, such as OV-SSL.")
  private String certificateType;

  @Option(names = "--subject", paramLabel = "DN", description = "Such as CN=www.example.com.")
  private String subject;

  @Option(names = "--dns", split = ",", paramLabel = "NAME", description = "A DNS name.")
  private List<String> dnsNames;

  @Option(
      names = "--email",
      split = ",",
      paramLabel = "ADDRESS",
      description = "An e-mail address.")
  private List<String> emails;

  @Option(names = "--upn", split = ",", paramLabel = "NAME", description = "A user principal name.")
  private List<String> upns;

  @Option(names = "--uri", split = ",", paramLabel = "URI", description = "A URI.")
  private List<String> uris;

  @Option(names = "--ip", split = ",", paramLabel = "ADDRESS", description = "An IP address.")
  private List<String> addresses;

  @Option(names = "--type", paramLabel = "TYPE", description = "RSA, RSA-HSM, EC or EC-HSM.")
  private String keyType;

  @Option(names = "--size", paramLabel = "BITS", description = "2048, 3072 or 4096, of an RSA key.")
  private Integer size;

  @Option(names = "--curve", paramLabel = "NAME", description = "P-256, P-384, P-521 or P-256K.")
  private String curve;

  @Option(
      names = "--exportable",
      negatable = true,
      description = "Whether the private key can be read by the secret behind the certificate.")
  private Boolean exportable;

  @Option(
      names = "--reuse-key",
      negatable = true,
      description = "Whether a renewed certificate keeps its key.")
  private Boolean reuseKey;

  @Option(
      names = "--usage",
      split = ",",
      paramLabel = "USAGE",
      description = "Key usages, such as digitalSignature,keyEncipherment.")
  private List<String> usages;

  @Option(
      names = "--eku",
      split = ",",
      paramLabel = "OID",
      description = "Extended key usages, such as 1.3.6.1.5.5.7.3.3 (code signing).")
  private List<String> extendedUsages;

  @Option(names = "--validity", paramLabel = "MONTHS", description = "How long it is valid.")
  private Integer months;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "The form of the secret behind it: pkcs12 or pem.")
  private String contentType;

  @Option(
      names = "--renew-at",
      paramLabel = "PERCENT",
      description = "Renew it after this part of its lifetime.")
  private Integer renewAt;

  @Option(
      names = "--renew-before",
      paramLabel = "DAYS",
      description = "Renew it so many days before it ends.")
  private Integer renewBefore;

  @Option(
      names = "--notify-at",
      paramLabel = "PERCENT",
      description = "Write to the contacts after this part of its lifetime.")
  private Integer notifyAt;

  @Option(
      names = "--notify-before",
      paramLabel = "DAYS",
      description = "Write to the contacts so many days before it ends.")
  private Integer notifyBefore;

  /** Puts what was given into a policy, over what it says, and returns it. */
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

  private static void action(List<Fields> actions, String type, String trigger, Integer value) {
    if (value != null) {
      actions.add(
          new Fields()
              .with("trigger", new Fields().with(trigger, value))
              .with("action", new Fields().with("action_type", type)));
    }
  }
}
