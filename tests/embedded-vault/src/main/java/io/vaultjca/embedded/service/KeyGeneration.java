package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.MlDsa;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Generates keys and determines their operations. */
final class KeyGeneration {
  static final List<String> RSA_OPERATIONS =
      List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
  static final List<String> EC_OPERATIONS = List.of("sign", "verify");
  private static final List<String> EC_OPERATIONS_OF_A_MANAGED_HSM =
      List.of("verify", "deriveKey", "sign");
  private static final List<String> OCT_OPERATIONS =
      List.of("wrapKey", "verify", "sign", "unwrapKey", "encrypt", "decrypt");
  private static final List<String> OCT_OPERATIONS_OF_A_MANAGED_HSM =
      List.of("deriveKey", "wrapKey", "verify", "sign", "unwrapKey", "encrypt", "decrypt");
  private static final List<String> AKP_OPERATIONS = List.of("sign", "verify");

  /** The operations of external keys: Microsoft's "External key lifecycle in Managed HSM". */
  private static final List<String> EXTERNAL_OPERATIONS = List.of("wrapKey", "unwrapKey");

  private static final Set<Integer> RSA_SIZES = Set.of(2048, 3072, 4096);
  private static final Set<Integer> OCT_SIZES = Set.of(128, 192, 256);

  private KeyGeneration() {}

  /** The parameters of a request or a seed; null for the service's default. */
  record Wanted(Integer size, String crv, Integer exponent, String alg) {}

  /**
   * Generates a key.
   *
   * @param external whether it simulates an external key, which has fewer types and sizes
   */
  static KeyMaterial generate(KeyType type, Wanted wanted, boolean external)
      throws ServiceException {
    if (wanted.alg() != null && type.family() != KeyType.Family.AKP) {
      throw Body.invalid("alg");
    }
    if (external && type.family() != KeyType.Family.RSA && type.family() != KeyType.Family.OCT) {
      throw ServiceException.badParameter("Invalid kty value: '%s'".formatted(type.label()))
          .about("kty");
    }
    return switch (type.family()) {
      case RSA -> {
        int bits = size(wanted, 2048, RSA_SIZES);
        // The SDK sends 0 for unset.
        Integer exponent = wanted.exponent();
        int e = exponent == null || exponent == 0 ? 65_537 : exponent;
        yield KeyMaterial.generateRsa(bits, BigInteger.valueOf(e));
      }
      case EC -> KeyMaterial.generateEc(curve(wanted.crv()));
      case OCT -> KeyMaterial.generateOct(size(wanted, 256, external ? Set.of(256) : OCT_SIZES));
      case AKP -> {
        if (wanted.alg() == null) {
          throw Body.missing("alg");
        }
        if (!MlDsa.isParameterSet(wanted.alg())) {
          throw Body.invalid("alg");
        }
        yield MlDsa.generate(wanted.alg());
      }
    };
  }

  private static int size(Wanted wanted, int standard, Set<Integer> possible)
      throws ServiceException {
    int bits = wanted.size() == null ? standard : wanted.size();
    if (!possible.contains(bits)) {
      throw ServiceException.badParameter("Invalid key size: '" + bits + "'").about("key_size");
    }
    return bits;
  }

  static Curve curve(String label) throws ServiceException {
    Optional<Curve> curve = Curve.of(label == null ? "P-256" : label);
    if (curve.isEmpty()) {
      throw ServiceException.badParameter("Invalid elliptic curve: '" + label + "'").about("crv");
    }
    return curve.get();
  }

  /** Generates another key of the same kind, for a rotation. */
  static KeyMaterial again(KeyMaterial material) {
    if (material instanceof KeyMaterial.Rsa rsa) {
      return KeyMaterial.generateRsa(rsa.bits(), rsa.publicKey().getPublicExponent(), rsa);
    }
    if (material instanceof KeyMaterial.Ec ec) {
      return KeyMaterial.generateEc(ec.curve());
    }
    if (material instanceof KeyMaterial.Akp akp) {
      return MlDsa.generate(akp.parameterSet());
    }
    return KeyMaterial.generateOct(((KeyMaterial.Oct) material).bits());
  }

  /**
   * Returns the operations of a key.
   *
   * @param asked null for all operations of its type
   */
  static List<String> operations(
      KeyType type, List<String> asked, boolean managedHsm, boolean external)
      throws ServiceException {
    List<String> possible =
        external
            ? EXTERNAL_OPERATIONS
            : switch (type.family()) {
              case RSA -> RSA_OPERATIONS;
              case EC -> managedHsm ? EC_OPERATIONS_OF_A_MANAGED_HSM : EC_OPERATIONS;
              case OCT -> managedHsm ? OCT_OPERATIONS_OF_A_MANAGED_HSM : OCT_OPERATIONS;
              case AKP -> AKP_OPERATIONS;
            };
    if (asked == null) {
      return possible;
    }
    for (String operation : asked) {
      boolean known =
          possible.contains(operation) || operation.equals("import") || operation.equals("export");
      if (!known) {
        throw ServiceException.badParameter(
                "Invalid key operation '%s' for %s of type '%s'"
                    .formatted(operation, external ? "an external key" : "a key", type.label()))
            .about("key_ops");
      }
    }
    return List.copyOf(new LinkedHashSet<>(asked));
  }
}
