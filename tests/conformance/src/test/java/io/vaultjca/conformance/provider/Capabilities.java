package io.vaultjca.conformance.provider;

import io.vaultjca.Setting;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.signature.Signatures;
import io.vaultjca.provider.table.Evidence;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes CAPABILITIES.md from the table. */
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

        Everything that the provider `AzureKeyVault` registers. This file is generated from the
        table that the provider is built from (`io.vaultjca.provider.table.ServiceTable`); a test
        fails when they differ, and `-Dcapabilities.write=true` writes it anew.

        *Service* is what Key Vault or Managed HSM is asked for. *Known* says how:

        - **recorded**: seen in recorded exchanges with the live service (for a row with several
          algorithms: for one of them at least, and the others by the same rule);
        - **documented**: stated in the service's documentation;
        - **preview, from the specification**: stated in the specification of a preview of the
          service's interface, which `azure.keyvault.api-version` has to name;
        - **in the JVM**: the service takes no part.

        [docs/operations.md](docs/operations.md) has the kinds of vault and the versions of the REST
        interface that have each operation. Symmetric keys are those of a Managed HSM and, in preview, of
        a vault of the Premium tier. An external key (`VaultKey.isExternal()`) wraps and unwraps alone.

        """);
    List<String> types = ServiceTable.rows().stream().map(ServiceRow::type).distinct().toList();
    for (String type : types) {
      text.append("## ").append(type).append("\n\n");
      text.append("| Name | Aliases | Digest | Keys | Service | Known |\n");
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

        Libraries that were given this provider by name ask it for digests and parameters, too. They
        get the object of the provider that the JVM itself would take, by every name that this one
        has; nothing of it is registered.

        | Type | Names |
        |---|---|
        | `MessageDigest` | `SHA-1`, `SHA-224`, `SHA-256`, `SHA-384`, `SHA-512`, `SHA3-256`, `SHA3-384`, `SHA3-512` |
        | `AlgorithmParameters` | `OAEP`, `PSS`, `AES`, `GCM` |

        ## What a key costs

        Requests that the service lets a vault answer in ten seconds, all of them an operation of a key:

        | Key | software | HSM |
        |---|---|---|
        | RSA 2048, every EC key | 4,000 | 2,000 |
        | RSA 3072 | 1,000 | 500 |
        | RSA 4096 | 500 | 250 |
        | making a key | 20 | 10 |

        A subscription has five times a vault's in each region; what is refused does not count. An instance
        of a Managed HSM is not throttled but ends somewhere, in operations a second:

        | Key | sign | verify | unwrap |
        |---|---|---|---|
        | RSA 2048, 3072, 4096 | 900, 340, 150 | | 1,100 (2048) |
        | EC P-256, P-384, P-521 | 330, 160, 200 | **130, 82, 28** | |
        | AES | | | 2,100 (wrap) |

        So a verification by an EC key costs a Managed HSM two to seven signatures, and each verification,
        encryption and wrapping by a public key a request that the JVM could spare:
        `azure.keyvault.public-key-operations=local` has them done in the JVM. Leave it `remote` where a key
        that is disabled or expired is to stop verifying at once. (Microsoft's documentation of November
        2026, not measured here.)

        ## What the service has and the JCA has no name for

        Import, backup, restore, rotation and release of keys are operations on a vault, not on
        data: use the Azure command line or SDK for them.
        """);
    return text.toString();
  }

  private static String line(ServiceRow row) {
    return "| `"
        + row.name()
        + "` | "
        + row.aliases().stream()
            .filter(alias -> !alias.startsWith("OID."))
            .map(alias -> "`" + alias + "`")
            .collect(Collectors.joining(", "))
        + " | "
        + digest(row)
        + " | "
        + KEYS.get(row.keys())
        + " | "
        + row.serviceAlgorithm()
        + " | "
        + EVIDENCE.get(row.evidence())
        + " |\n";
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
          Names in any case; object identifiers in the spellings of the JDK, which has nearly all of them
          also with `OID.` before. PSS has SHA-256, SHA-384 or SHA-512, MGF1 with the same hash, a salt as
          long as the hash and trailer field 1. ECDSA takes any digest with any curve: the leftmost bits of
          a longer one, the number of a shorter one (FIPS 186-5, 6.4). ML-DSA is pure (FIPS 204, 5.2); its
          context, if any, is an `MlDsaContextParameterSpec`.

          """;
      case "Cipher" ->
          """
          OAEP is SHA-1 with MGF1 of SHA-1, or SHA-256 with MGF1 of SHA-256. The service tells the size
          of a symmetric key from `azure.keyvault.api-version` 2026-04-01 on. By an older one, without
          `AES_128/` or `AES_192/` in the name, and with a handle that does not know it, 256 bits are
          assumed (key wrap needs no size). GCM takes no initialisation vector for encryption: the HSM
          makes it.

          """;
      case "Mac" ->
          """
          HMAC over the message's *digest*: `HMAC(key, SHA-2(message))`. Neither `HmacSHA256` nor
          the `HS256` of RFC 7518.

          """;
      case "KeyPairGenerator" ->
          """
          Initialised with a `VaultKeyGenParameterSpec`, which names the key. `RSA` and `EC` are for
          keytool, make a certificate, and are registered only where `%s=true` asks for them: they
          would serve the whole JVM.

          """
              .formatted(Setting.KEYTOOL_GENERATORS.key());
      case "KeyGenerator" ->
          """
          Initialised with a `VaultKeyGenParameterSpec`, which names the key.

          """;
      case "KeyFactory", "SecretKeyFactory" ->
          """
          From a `VaultKeySpec` to a handle.

          """;
      case "SecureRandom" ->
          """
          Never the JVM's default, even with the provider first: it is answered by its name only.

          """;
      default -> "";
    };
  }
}
