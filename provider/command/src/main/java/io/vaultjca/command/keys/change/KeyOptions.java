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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a new and of an existing key: operations, validity, tags, release policy. */
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
          "The permitted operations, separated by commas: encrypt, decrypt, sign, verify, wrapKey, unwrapKey, import, export, deriveKey.")
  private @Nullable List<String> operations;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "The end of its validity: " + Moment.FORM + ".")
  private @Nullable OffsetDateTime expires;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "The beginning of its validity.")
  private @Nullable OffsetDateTime notBefore;

  @Option(
      names = {"--tag", "--tags"},
      paramLabel = "NAME=VALUE",
      description = "A tag; may be repeated.")
  private @Nullable Map<String, String> tags;

  @Option(
      names = "--release-policy",
      paramLabel = "FILE",
      description =
          "A JSON policy that says which environments an exportable key may be released to.")
  private @Nullable InputFile releasePolicy;

  @Option(
      names = "--immutable-policy",
      description = "Makes the release policy permanent: nobody can change it.")
  private boolean immutable;

  /** Parses the service's name of an operation, in any case. */
  static final class OperationParser implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return OPERATIONS.stream()
          .filter(text::equalsIgnoreCase)
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not one of %s".formatted(text, String.join(", ", OPERATIONS))));
    }
  }

  /** The permitted operations; null means the service's default. */
  @Nullable List<KeyOperation> operations() {
    return operations == null ? null : operations.stream().map(KeyOperation::fromString).toList();
  }

  @Nullable OffsetDateTime expires() {
    return expires;
  }

  @Nullable OffsetDateTime notBefore() {
    return notBefore;
  }

  @Nullable Map<String, String> tags() {
    return tags;
  }

  boolean hasReleasePolicy() {
    return releasePolicy != null;
  }

  @Nullable KeyReleasePolicy releasePolicy(Session session) throws CommandException {
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

  /** Adds the given options to the body of a plain request. */
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
