package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.key.Curve;
import io.vaultjca.vault.KeyMaterial;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of a key for one operation, in the service's names. The first one is the default.
 *
 * @param verb the operation in messages, such as {@code sign}
 */
record Algorithms(UsableKey key, String verb, List<String> names) {
  private static final List<String> RSA_SIGNATURES =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "RSNULL");
  private static final List<String> RSA_ENCRYPTIONS = List.of("RSA-OAEP-256", "RSA-OAEP", "RSA1_5");
  private static final List<String> DIGEST_MACS = List.of("HS256", "HS384", "HS512");
  private static final List<String> BLOCK_MODES = List.of("GCM", "CBCPAD", "CBC");

  /** The algorithms of signing and verifying. */
  static Algorithms signatures(UsableKey key, String verb) {
    KeyMaterial material = key.bundle().material();
    List<String> names = List.of();
    if (material instanceof KeyMaterial.Rsa) {
      names = RSA_SIGNATURES;
    } else if (material instanceof KeyMaterial.Ec ec) {
      names = Curve.ofServiceName(ec.curve()).map(Curve::signatureAlgorithm).stream().toList();
    } else if (material instanceof KeyMaterial.Akp akp) {
      names = List.of(akp.algorithm());
    } else {
      names = DIGEST_MACS;
    }
    return new Algorithms(key, verb, key.isExternal() ? List.of() : names);
  }

  /** The algorithms of encryption and decryption. */
  static Algorithms encryptions(UsableKey key, String verb) {
    KeyMaterial material = key.bundle().material();
    List<String> names = List.of();
    if (material instanceof KeyMaterial.Rsa) {
      names = RSA_ENCRYPTIONS;
    } else if (material instanceof KeyMaterial.Symmetric symmetric) {
      names =
          sizes(symmetric)
              .flatMap(bits -> BLOCK_MODES.stream().map(mode -> "A" + bits + mode))
              .toList();
    }
    return new Algorithms(key, verb, key.isExternal() ? List.of() : names);
  }

  /** The algorithms of wrapping and unwrapping. */
  static Algorithms wraps(UsableKey key, String verb) {
    KeyMaterial material = key.bundle().material();
    List<String> names = List.of();
    if (material instanceof KeyMaterial.Rsa) {
      names = key.isExternal() ? List.of("RSA-OAEP-256", "RSA-OAEP") : RSA_ENCRYPTIONS;
    } else if (material instanceof KeyMaterial.Symmetric symmetric) {
      names =
          key.isExternal()
              ? List.of("A256KW")
              : Stream.concat(
                      sizes(symmetric).map(bits -> "A" + bits + "KW"),
                      Stream.of("CKM_AES_KEY_WRAP", "CKM_AES_KEY_WRAP_PAD"))
                  .toList();
    }
    return new Algorithms(key, verb, names);
  }

  /** The size of the key in bits; all possible ones if the service does not report it. */
  private static Stream<Integer> sizes(KeyMaterial.Symmetric key) {
    return key.bits() == 0 ? Stream.of(128, 192, 256) : Stream.of(key.bits());
  }

  /** The requested algorithm, or the default if it is null. */
  String choose(@Nullable String asked) throws CommandException {
    if (names.isEmpty()) {
      throw new CommandException(
          "The key %s (%s%s) cannot %s."
              .formatted(key.id(), key.kind(), key.isExternal() ? ", external" : "", verb));
    }
    if (asked == null) {
      if (isSizeNeeded()) {
        throw new CommandException(
            "The service does not report the size of the key %s. Add --algorithm with one of %s, or set azure.keyvault.api-version=2026-04-01, which reports it."
                .formatted(key.id(), String.join(", ", names)));
      }
      return names.get(0);
    }
    return names.stream()
        .filter(asked::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "The key %s (%s) cannot %s with %s. Its algorithms are %s."
                        .formatted(key.id(), key.kind(), verb, asked, String.join(", ", names))));
  }

  private boolean isSizeNeeded() {
    return key.bundle().material() instanceof KeyMaterial.Symmetric symmetric
        && symmetric.bits() == 0
        && names.get(0).startsWith("A128");
  }
}
