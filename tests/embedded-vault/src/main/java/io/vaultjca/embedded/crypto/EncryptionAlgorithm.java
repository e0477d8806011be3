package io.vaultjca.embedded.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** The service's algorithms for encryption and key wrap. */
public enum EncryptionAlgorithm {
  RSA1_5("RSA1_5", Use.BOTH, 0),
  RSA_OAEP("RSA-OAEP", Use.BOTH, 0),
  RSA_OAEP_256("RSA-OAEP-256", Use.BOTH, 0),
  A128GCM("A128GCM", Use.ENCRYPTION, 128),
  A192GCM("A192GCM", Use.ENCRYPTION, 192),
  A256GCM("A256GCM", Use.ENCRYPTION, 256),
  A128CBC("A128CBC", Use.ENCRYPTION, 128),
  A192CBC("A192CBC", Use.ENCRYPTION, 192),
  A256CBC("A256CBC", Use.ENCRYPTION, 256),
  A128CBCPAD("A128CBCPAD", Use.ENCRYPTION, 128),
  A192CBCPAD("A192CBCPAD", Use.ENCRYPTION, 192),
  A256CBCPAD("A256CBCPAD", Use.ENCRYPTION, 256),
  A128KW("A128KW", Use.KEY_WRAP, 128),
  A192KW("A192KW", Use.KEY_WRAP, 192),
  A256KW("A256KW", Use.KEY_WRAP, 256),
  CKM_AES_KEY_WRAP("CKM_AES_KEY_WRAP", Use.KEY_WRAP, 0),
  CKM_AES_KEY_WRAP_PAD("CKM_AES_KEY_WRAP_PAD", Use.KEY_WRAP, 0);

  private static final int TAG_BYTES = 16;
  private static final int GCM_IV_BYTES = 12;
  private static final int BLOCK = 16;

  private final String label;
  private final Use use;
  private final int keyBits;

  private enum Use {
    ENCRYPTION,
    KEY_WRAP,
    BOTH
  }

  /**
   * The input and output of an operation.
   *
   * @param value plaintext or ciphertext
   * @param iv null if the algorithm has none
   * @param tag null if the algorithm has none
   * @param aad null if the algorithm has none, or it is absent
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Text(byte[] value, byte[] iv, byte[] tag, byte[] aad) {}

  EncryptionAlgorithm(String label, Use use, int keyBits) {
    this.label = label;
    this.use = use;
    this.keyBits = keyBits;
  }

  /** Finds an algorithm by its exact name. */
  public static Optional<EncryptionAlgorithm> of(String label) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.label.equals(label)).findFirst();
  }

  public String label() {
    return label;
  }

  /** Returns {@code RSA} or {@code oct}. */
  public String keyType() {
    return name().startsWith("RSA") ? "RSA" : "oct";
  }

  public boolean encrypts() {
    return use != Use.KEY_WRAP;
  }

  public boolean wraps() {
    return use != Use.ENCRYPTION;
  }

  /** Returns the required key size in bits; 0 for any. */
  public int keyBits() {
    return keyBits;
  }

  /** Returns whether the algorithm supports this type of key. */
  public boolean fits(KeyMaterial key) {
    return keyType().equals("RSA")
        ? key instanceof KeyMaterial.Rsa
        : key instanceof KeyMaterial.Oct;
  }

  /**
   * Encrypts or wraps.
   *
   * @throws InvalidInputException if the length of the plaintext is invalid for the algorithm, or
   *     the IV is missing or not allowed
   */
  public Text encrypt(KeyMaterial key, Text plain) throws InvalidInputException {
    try {
      return switch (this) {
        case RSA1_5, RSA_OAEP, RSA_OAEP_256 -> {
          Cipher cipher = rsa();
          int most = largest((KeyMaterial.Rsa) key);
          if (plain.value().length > most) {
            throw new InvalidInputException(
                "Invalid length of 'value': %d bytes. %s requires at most %d bytes"
                    .formatted(plain.value().length, label, most));
          }
          initRsa(cipher, Cipher.ENCRYPT_MODE, ((KeyMaterial.Rsa) key).publicKey());
          yield new Text(cipher.doFinal(plain.value()), null, null, null);
        }
        case A128GCM, A192GCM, A256GCM -> {
          if (plain.iv() != null) {
            throw new InvalidInputException("Invalid 'iv': " + label + " generates its own.");
          }
          byte[] iv = KeyMaterial.randomBytes(GCM_IV_BYTES);
          byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key, iv, plain.aad()).doFinal(plain.value());
          int end = sealed.length - TAG_BYTES;
          yield new Text(
              Arrays.copyOf(sealed, end),
              iv,
              Arrays.copyOfRange(sealed, end, sealed.length),
              plain.aad());
        }
        case A128CBC, A192CBC, A256CBC -> {
          // The service pads with zeros to a whole block; the caller must remember the length.
          int padded = (plain.value().length + BLOCK - 1) / BLOCK * BLOCK;
          byte[] value = Arrays.copyOf(plain.value(), padded);
          yield new Text(
              cbc("NoPadding", Cipher.ENCRYPT_MODE, key, plain.iv()).doFinal(value),
              plain.iv(),
              null,
              null);
        }
        case A128CBCPAD, A192CBCPAD, A256CBCPAD ->
            new Text(
                cbc("PKCS5Padding", Cipher.ENCRYPT_MODE, key, plain.iv()).doFinal(plain.value()),
                plain.iv(),
                null,
                null);
        case A128KW, A192KW, A256KW, CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PAD -> {
          Cipher cipher = keyWrap();
          cipher.init(Cipher.WRAP_MODE, aes(key));
          yield new Text(cipher.wrap(new SecretKeySpec(plain.value(), "AES")), null, null, null);
        }
      };
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new InvalidInputException(
          "Invalid 'value': %d bytes cannot be encrypted with %s."
              .formatted(plain.value().length, label),
          refused);
    }
  }

  /**
   * Decrypts or unwraps.
   *
   * @throws InvalidInputException if padding, tag or length are invalid
   */
  public Text decrypt(KeyMaterial key, Text sealed) throws InvalidInputException {
    try {
      byte[] value =
          switch (this) {
            case RSA1_5, RSA_OAEP, RSA_OAEP_256 -> {
              Cipher cipher = rsa();
              initRsa(cipher, Cipher.DECRYPT_MODE, ((KeyMaterial.Rsa) key).privateKey());
              yield cipher.doFinal(sealed.value());
            }
            case A128GCM, A192GCM, A256GCM -> {
              if (sealed.tag() == null || sealed.tag().length != TAG_BYTES) {
                throw new InvalidInputException(
                    "Invalid 'tag': " + label + " requires " + TAG_BYTES + " bytes");
              }
              if (sealed.iv() == null || sealed.iv().length != GCM_IV_BYTES) {
                throw new InvalidInputException(
                    "Invalid 'iv': " + label + " requires " + GCM_IV_BYTES + " bytes");
              }
              Cipher cipher = gcm(Cipher.DECRYPT_MODE, key, sealed.iv(), sealed.aad());
              byte[] both =
                  ByteBuffer.allocate(sealed.value().length + TAG_BYTES)
                      .put(sealed.value())
                      .put(sealed.tag())
                      .array();
              yield cipher.doFinal(both);
            }
            case A128CBC, A192CBC, A256CBC ->
                cbc("NoPadding", Cipher.DECRYPT_MODE, key, sealed.iv()).doFinal(sealed.value());
            case A128CBCPAD, A192CBCPAD, A256CBCPAD ->
                cbc("PKCS5Padding", Cipher.DECRYPT_MODE, key, sealed.iv()).doFinal(sealed.value());
            case A128KW, A192KW, A256KW, CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PAD -> {
              Cipher cipher = keyWrap();
              cipher.init(Cipher.UNWRAP_MODE, aes(key));
              yield cipher.unwrap(sealed.value(), "AES", Cipher.SECRET_KEY).getEncoded();
            }
          };
      return new Text(value, null, null, null);
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new InvalidInputException("The parameter is incorrect.", refused);
    }
  }

  private int largest(KeyMaterial.Rsa key) {
    int modulus = key.bits() / 8;
    return switch (this) {
      case RSA1_5 -> modulus - 11;
      case RSA_OAEP -> modulus - 2 * 20 - 2;
      default -> modulus - 2 * 32 - 2;
    };
  }

  private Cipher rsa() throws GeneralSecurityException {
    return Cipher.getInstance(
        this == RSA1_5 ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding", Providers.JCE);
  }

  private void initRsa(Cipher cipher, int mode, Key key) throws GeneralSecurityException {
    switch (this) {
      case RSA_OAEP ->
          cipher.init(
              mode,
              key,
              new OAEPParameterSpec(
                  "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT),
              Providers.RANDOM);
      case RSA_OAEP_256 ->
          cipher.init(
              mode,
              key,
              new OAEPParameterSpec(
                  "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT),
              Providers.RANDOM);
      default -> cipher.init(mode, key, Providers.RANDOM);
    }
  }

  private static Cipher gcm(int mode, KeyMaterial key, byte[] iv, byte[] aad)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", Providers.JCE);
    cipher.init(mode, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
    if (aad != null) {
      cipher.updateAAD(aad);
    }
    return cipher;
  }

  private Cipher cbc(String padding, int mode, KeyMaterial key, byte[] iv)
      throws GeneralSecurityException, InvalidInputException {
    if (iv == null || iv.length != BLOCK) {
      throw new InvalidInputException("Invalid 'iv': " + label + " requires 16 bytes");
    }
    Cipher cipher = Cipher.getInstance("AES/CBC/" + padding, Providers.JCE);
    cipher.init(mode, aes(key), new IvParameterSpec(iv));
    return cipher;
  }

  private Cipher keyWrap() throws GeneralSecurityException {
    return Cipher.getInstance(
        this == CKM_AES_KEY_WRAP_PAD ? "AES/KWP/NoPadding" : "AES/KW/NoPadding", Providers.JCE);
  }

  private static SecretKeySpec aes(KeyMaterial key) {
    return new SecretKeySpec(((KeyMaterial.Oct) key).value(), "AES");
  }
}
