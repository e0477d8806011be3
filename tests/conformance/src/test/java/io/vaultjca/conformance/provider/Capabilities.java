package io.vaultjca.conformance.provider;

import io.vaultjca.Setting;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.signature.Signatures;
import io.vaultjca.provider.table.Evidence;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Generates CAPABILITIES.md from the service table. */
final class Capabilities {
  private static final Map<KeyClasses, String> KEYS =
      Map.of(
          KeyClasses.RSA, "RSA",
          KeyClasses.EC, "EC: P-256, P-256K, P-384, P-521",
          KeyClasses.ML_DSA, "ML-DSA",
          KeyClasses.SECRET, "symmetric",
          KeyClasses.NONE, "");

  private static final Map<Evidence, String> EVIDENCE =
      Map.of(
          Evidence.RECORDED, "recorded",
          Evidence.DOCUMENTED, "documented",
          Evidence.PREVIEW, "preview, from the specification",
          Evidence.LOCAL, "in the JVM");

  private Capabilities() {}

  static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Capabilities

        Everything that the provider `AzureKeyVault` registers. `ServiceTableTest` generates this file
        from the provider's own table, `io.vaultjca.provider.table.ServiceTable`, with
        `-Dcapabilities.write=true`, and fails if they differ.

        *Service* is the algorithm or the objects that the provider requests from Key Vault or Managed
        HSM. *Evidence* says how we know that the service has them:

        - **recorded**: recorded exchanges with the live service show it (in a row with several
          algorithms at least one of them; the others follow the same rule);
        - **documented**: the service's documentation says so;
        - **preview, from the specification**: the specification of a preview of the service's interface
          says so; set `azure.keyvault.api-version` to that preview;
        - **in the JVM**: no request is needed.

        [docs/operations.md](docs/operations.md) lists the kinds of vault and the versions of the REST
        interface for each operation. Symmetric keys are in a Managed HSM or, as a preview, in a vault of
        the Premium tier. An external key (`VaultKey.isExternal()`) wraps and unwraps only.

        """);
    List<String> types = ServiceTable.rows().stream().map(ServiceRow::type).distinct().toList();
    for (String type : types) {
      text.append("## ").append(type).append("\n\n");
      text.append("| Name | Aliases | Digest | Keys | Service | Evidence |\n");
      text.append("|---|---|---|---|---|---|\n");
      for (ServiceRow row : ServiceTable.rows()) {
        if (row.type().equals(type)) {
          text.append(line(row));
        }
      }
      for (ServiceRow row : ServiceTable.keytoolRows()) {
        if (row.type().equals(type)) {
          text.append(line(row));
        }
      }
      text.append("\n").append(note(type));
    }
    text.append(
        """
        ## Other providers' services

        Libraries that use this provider by name also ask it for digests and parameters. They get the
        object of the provider that the JVM would choose. None of these services is registered.

        | Type | Names |
        |---|---|
        | `MessageDigest` | DIGESTS |
        | `AlgorithmParameters` | `OAEP`, `PSS`, `AES`, `GCM` |

        ## The service's limits

        A vault answers this many requests in ten seconds; each is an operation of a key:

        | Key | Software | HSM |
        |---|---|---|
        | RSA 2048, every EC key | 4,000 | 2,000 |
        | RSA 3072 | 1,000 | 500 |
        | RSA 4096 | 500 | 250 |
        | making a key | 20 | 10 |

        A subscription has five times as many in each region; refused requests do not count. A Managed HSM
        does not throttle. Its limits, in operations a second:

        | Key | Sign | Verify | Unwrap |
        |---|---|---|---|
        | RSA 2048, 3072, 4096 | 900, 340, 150 | | 1,100 (2048) |
        | EC P-256, P-384, P-521 | 330, 160, 200 | **130, 82, 28** | |
        | AES | | | 2,100 (wrap) |

        On a Managed HSM, verifying with an EC key costs as much as two to seven signatures. The JVM can do
        everything that needs the public key only: set `azure.keyvault.public-key-operations=local`. Leave
        it `remote` if a key should stop verifying as soon as it is disabled or expires. (From Microsoft's
        documentation of November 2026; we did not measure this.)

        ## Operations without a JCA interface

        Import, backup, restore, rotation and release are operations on a vault. Use
        `java -jar vaultjca.jar keys` for them; see [docs/command.md](docs/command.md).
        """
            .replace("DIGESTS", digests()));
    return text.toString();
  }

  private static String digests() {
    return Arrays.stream(Digest.values())
        .map(digest -> "`" + digest.standardName() + "`")
        .collect(Collectors.joining(", "));
  }

  private static String line(ServiceRow row) {
    String aliases =
        row.aliases().stream()
            .filter(alias -> !alias.startsWith("OID."))
            .map("`%s`"::formatted)
            .collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.name(),
            aliases,
            digest(row),
            KEYS.get(row.keys()),
            row.serviceAlgorithm(),
            EVIDENCE.get(row.evidence()));
  }

  private static String digest(ServiceRow row) {
    return row.digest()
        .map(Digest::standardName)
        .orElse(row.maker() == Signatures.PSS ? "as the parameters say" : "");
  }

  private static String note(String type) {
    return switch (type) {
      case "Signature" ->
          """
          Names ignore case. Object identifiers work in the JDK's spellings: nearly all of them also with
          the prefix `OID.`. PSS supports SHA-256, SHA-384 and SHA-512, MGF1 with the same hash, a salt as
          long as the hash, and trailer field 1. ECDSA accepts any digest with any curve: it uses the
          leftmost bits of a longer digest and the number of a shorter one (FIPS 186-5, section 6.4).
          ML-DSA is pure (FIPS 204, section 5.2); an `MlDsaContextParameterSpec` sets its context.

          """;
      case "Cipher" ->
          """
          OAEP is SHA-1 with MGF1 of SHA-1, or SHA-256 with MGF1 of SHA-256. The service reports the size
          of a symmetric key from `azure.keyvault.api-version` 2026-04-01 on. With an older version, and
          without `AES_128/` or `AES_192/` in the name or a size in the handle, the provider assumes 256
          bits (key wrap needs no size). GCM accepts no initialisation vector for encryption: the HSM
          makes it.

          """;
      case "Mac" ->
          """
          HMAC over the message's *digest*: `HMAC(key, SHA-2(message))`. Neither `HmacSHA256` nor
          the `HS256` of RFC 7518.

          """;
      case "KeyPairGenerator" ->
          """
          A `VaultKeyGenParameterSpec` names the key. `RSA` and `EC` are for keytool and make a
          certificate. They would serve the whole JVM, so the provider registers them only with
          `%s=true`.

          """
              .formatted(Setting.KEYTOOL_GENERATORS.key());
      case "KeyGenerator" ->
          """
          A `VaultKeyGenParameterSpec` names the key.

          """;
      case "KeyFactory", "SecretKeyFactory" ->
          """
          Turns a `VaultKeySpec` into a handle.

          """;
      case "SecureRandom" ->
          """
          Never the JVM's default, even with the provider first: programs get it by its name only.

          """;
      default -> "";
    };
  }
}
