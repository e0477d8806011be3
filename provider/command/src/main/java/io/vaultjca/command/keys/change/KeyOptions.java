package io.vaultjca.command.keys.change;

import com.azure.core.util.BinaryData;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Moment;
import io.vaultjca.command.verb.Session;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a key may be used for, when, and by whom: of a new key, and of one that is there. */
final class KeyOptions {
  private static final List<String> OPERATIONS =
      List.of(
          "encrypt",
          "decrypt",
          "sign",
          "verify",
          "wrapKey",
          "unwrapKey",
          "import",
          "export",
          "deriveKey");

  private static final int LONGEST_POLICY = 1 << 20;

  @Option(
      names = "--ops",
      paramLabel = "OPERATION",
      split = ",",
      converter = OperationParser.class,
      description =
          "What it may be used for: encrypt, decrypt, sign, verify, wrapKey, unwrapKey, import,"
              + " export, deriveKey, with commas between.")
  private List<String> operations;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "Until when it may be used: " + Moment.FORM + ".")
  private OffsetDateTime expires;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "From when on it may be used.")
  private OffsetDateTime notBefore;

  @Option(
      names = {"--tag", "--tags"},
      paramLabel = "NAME=VALUE",
      description = "A tag; may be repeated.")
  private Map<String, String> tags;

  @Option(
      names = "--release-policy",
      paramLabel = "FILE",
      description = "To which environments an exportable key may be released: JSON.")
  private InputFile releasePolicy;

  @Option(names = "--immutable-policy", description = "The release policy can never be changed.")
  private boolean immutable;

  /** Reads the service's word for an operation, in any case. */
  static final class OperationParser implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return OPERATIONS.stream()
          .filter(text::equalsIgnoreCase)
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s".formatted(text, String.join(", ", OPERATIONS))));
    }
  }

  /** The operations, or null for the service's default. */
  List<KeyOperation> operations() {
    return operations == null ? null : operations.stream().map(KeyOperation::fromString).toList();
  }

  OffsetDateTime expires() {
    return expires;
  }

  OffsetDateTime notBefore() {
    return notBefore;
  }

  /** The tags, or null. */
  Map<String, String> tags() {
    return tags;
  }

  boolean hasReleasePolicy() {
    return releasePolicy != null;
  }

  /** The release policy, or null. */
  KeyReleasePolicy releasePolicy(Session session) throws CommandException {
    Optional<byte[]> policy = policy(session);
    return policy
        .map(json -> new KeyReleasePolicy(BinaryData.fromBytes(json)).setImmutable(immutable))
        .orElse(null);
  }

  private Optional<byte[]> policy(Session session) throws CommandException {
    return releasePolicy == null
        ? Optional.empty()
        : Optional.of(releasePolicy.read(session.terminal(), LONGEST_POLICY));
  }

  /** The same as members of a request of our own: only what the user has named. */
  void addTo(Fields request, Fields attributes, Session session) throws CommandException {
    request.with("key_ops", operations);
    attributes
        .with("nbf", notBefore == null ? null : notBefore.toEpochSecond())
        .with("exp", expires == null ? null : expires.toEpochSecond());
    if (!attributes.isEmpty()) {
      request.with("attributes", attributes);
    }
    request.with("tags", tags);
    Optional<byte[]> policy = policy(session);
    if (policy.isPresent()) {
      request.with(
          "release_policy",
          new Fields()
              .with("contentType", "application/json; charset=utf-8")
              .with("data", Base64.getUrlEncoder().withoutPadding().encodeToString(policy.get()))
              .with("immutable", immutable));
    }
  }
}
