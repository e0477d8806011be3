package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** The service's signature algorithms, which all sign a digest, not a message. */
public enum SignatureAlgorithm {
  RS256("RS256", "RSA", 32, "3031300d060960864801650304020105000420"),
  RS384("RS384", "RSA", 48, "3041300d060960864801650304020205000430"),
  RS512("RS512", "RSA", 64, "3051300d060960864801650304020305000440"),
  RSNULL("RSNULL", "RSA", 0, ""),
  PS256("PS256", "RSA", 32, ""),
  PS384("PS384", "RSA", 48, ""),
  PS512("PS512", "RSA", 64, ""),
  ES256("ES256", "EC", 32, ""),
  ES256K("ES256K", "EC", 32, ""),
  ES384("ES384", "EC", 48, ""),
  ES512("ES512", "EC", 64, ""),
  HS256("HS256", "oct", 32, ""),
  HS384("HS384", "oct", 48, ""),
  HS512("HS512", "oct", 64, "");

  private final String label;
  private final String keyType;
  private final int digestLength;
  private final String digestInfo;

  SignatureAlgorithm(String label, String keyType, int digestLength, String digestInfo) {
    this.label = label;
    this.keyType = keyType;
    this.digestLength = digestLength;
    this.digestInfo = digestInfo;
  }

  /** Finds an algorithm by its exact name. */
  public static Optional<SignatureAlgorithm> of(String label) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.label.equals(label)).findFirst();
  }

  public String label() {
    return label;
  }

  /** Returns {@code RSA}, {@code EC} or {@code oct}. */
  public String keyType() {
    return keyType;
  }

  /**
   * Signs a digest; the HS algorithms compute a MAC.
   *
   * @throws InvalidInputException if the key has another type or curve, or the digest another
   *     length
   */
  public byte[] sign(KeyMaterial key, byte[] digest) throws InvalidInputException {
    check(key, digest, "value");
    try {
      return switch (this) {
        case RS256, RS384, RS512, RSNULL -> {
          Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding", Providers.JCE);
          rsa.init(Cipher.ENCRYPT_MODE, rsa(key).privateKey(), Providers.RANDOM);
          yield rsa.doFinal(encoded(digest));
        }
        case PS256, PS384, PS512 -> {
          PSSSigner pss = pss();
          pss.init(
              true,
              new ParametersWithRandom(
                  PrivateKeyFactory.createKey(rsa(key).privateKey().getEncoded()),
                  Providers.RANDOM));
          pss.update(digest, 0, digest.length);
          yield pss.generateSignature();
        }
        case ES256K -> Secp256k1.sign((KeyMaterial.Ec) key, digest);
        case ES256, ES384, ES512 -> {
          Signature ecdsa = ecdsa(key);
          ecdsa.initSign(((KeyMaterial.Ec) key).privateKey(), Providers.RANDOM);
          ecdsa.update(digest);
          yield ecdsa.sign();
        }
        case HS256, HS384, HS512 -> {
          Mac mac = Mac.getInstance("HmacSHA" + digestLength * 8, Providers.JCE);
          mac.init(new SecretKeySpec(((KeyMaterial.Oct) key).value(), "HMAC"));
          yield mac.doFinal(digest);
        }
      };
    } catch (GeneralSecurityException | CryptoException | IOException failed) {
      // Lengths and types were checked, so this is a bug of the vault.
      throw new IllegalStateException("signing with " + label + " failed", failed);
    }
  }

  /**
   * Verifies a signature; false also for a malformed one.
   *
   * @throws InvalidInputException as {@link #sign} does
   */
  public boolean verify(KeyMaterial key, byte[] digest, byte[] signature)
      throws InvalidInputException {
    check(key, digest, "digest");
    try {
      return switch (this) {
        case RS256, RS384, RS512, RSNULL -> {
          Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding", Providers.JCE);
          rsa.init(Cipher.DECRYPT_MODE, rsa(key).publicKey());
          yield MessageDigest.isEqual(rsa.doFinal(signature), encoded(digest));
        }
        case PS256, PS384, PS512 -> {
          CipherParameters parameters =
              new RSAKeyParameters(
                  false,
                  rsa(key).publicKey().getModulus(),
                  rsa(key).publicKey().getPublicExponent());
          PSSSigner pss = pss();
          pss.init(false, parameters);
          pss.update(digest, 0, digest.length);
          yield pss.verifySignature(signature);
        }
        case ES256K -> Secp256k1.verify((KeyMaterial.Ec) key, digest, signature);
        case ES256, ES384, ES512 -> {
          Signature ecdsa = ecdsa(key);
          ecdsa.initVerify(((KeyMaterial.Ec) key).publicKey());
          ecdsa.update(digest);
          yield ecdsa.verify(signature);
        }
        case HS256, HS384, HS512 -> MessageDigest.isEqual(sign(key, digest), signature);
      };
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    } catch (IOException impossible) {
      throw new IllegalStateException("the vault's own key cannot be read", impossible);
    }
  }

  /** Returns whether the algorithm supports this type of key. */
  public boolean fits(KeyMaterial key) {
    return switch (keyType) {
      case "RSA" -> key instanceof KeyMaterial.Rsa;
      case "EC" -> key instanceof KeyMaterial.Ec;
      default -> key instanceof KeyMaterial.Oct;
    };
  }

  private void check(KeyMaterial key, byte[] digest, String member) throws InvalidInputException {
    if (key instanceof KeyMaterial.Ec ec && !ec.curve().signatureAlgorithm().equals(label)) {
      throw new InvalidInputException(
          "Algorithm " + label + " is not compatible with curve " + ec.curve().label() + ".");
    }
    if (this == RSNULL) {
      int most = rsa(key).bits() / 8 - 11;
      if (digest.length > most) {
        throw new InvalidInputException(
            "Invalid length of '%s': %d bytes. RSNULL requires at most %d bytes"
                .formatted(member, digest.length, most));
      }
    } else if (digest.length != digestLength) {
      throw new InvalidInputException(
          "Invalid length of '%s': %d bytes. %s requires %d bytes"
              .formatted(member, digest.length, label, digestLength));
    }
  }

  private static KeyMaterial.Rsa rsa(KeyMaterial key) {
    return (KeyMaterial.Rsa) key;
  }

  private static Signature ecdsa(KeyMaterial key) throws GeneralSecurityException {
    return Signature.getInstance(
        "NONEwithECDSAinP1363Format", ((KeyMaterial.Ec) key).curve().provider());
  }

  private PSSSigner pss() {
    Digest digest =
        switch (digestLength) {
          case 32 -> SHA256Digest.newInstance();
          case 48 -> new SHA384Digest();
          default -> new SHA512Digest();
        };
    return PSSSigner.createRawSigner(new RSABlindedEngine(), digest);
  }

  private byte[] encoded(byte[] digest) {
    byte[] prefix = HexFormat.of().parseHex(digestInfo);
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + digest.length);
    System.arraycopy(digest, 0, encoded, prefix.length, digest.length);
    return encoded;
  }
}
