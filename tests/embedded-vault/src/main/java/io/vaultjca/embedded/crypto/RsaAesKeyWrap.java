package io.vaultjca.embedded.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key wrap for transfers between HSMs (PKCS#11, 2.1.20 CKM_RSA_AES_KEY_WRAP): an AES key that
 * is encrypted with RSA-OAEP, followed by the key that the AES key wraps with padding (RFC 5649).
 */
public final class RsaAesKeyWrap {
  /** The service's algorithm names, with the hash of OAEP and MGF1. */
  private static final Map<String, MGF1ParameterSpec> HASHES =
      Map.of(
          "CKM_RSA_AES_KEY_WRAP", MGF1ParameterSpec.SHA1,
          "RSA_AES_KEY_WRAP_256", MGF1ParameterSpec.SHA256,
          "RSA_AES_KEY_WRAP_384", MGF1ParameterSpec.SHA384);

  private static final int AES_BYTES = 32;

  private RsaAesKeyWrap() {}

  /** Returns whether the service has an algorithm with exactly this name. */
  public static boolean isAlgorithm(String name) {
    return HASHES.containsKey(name);
  }

  /**
   * Wraps a key.
   *
   * @throws InvalidInputException if the RSA key is too small
   */
  public static byte[] wrap(String algorithm, RSAPublicKey key, byte[] plain)
      throws InvalidInputException {
    SecretKeySpec aes = new SecretKeySpec(KeyMaterial.randomBytes(AES_BYTES), "AES");
    try {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding", Providers.JCE);
      rsa.init(Cipher.ENCRYPT_MODE, key, oaep(algorithm), Providers.RANDOM);
      byte[] head = rsa.doFinal(aes.getEncoded());
      Cipher wrap = Cipher.getInstance("AES/KWP/NoPadding", Providers.JCE);
      wrap.init(Cipher.WRAP_MODE, aes);
      byte[] tail = wrap.wrap(new SecretKeySpec(plain, "key"));
      return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
    } catch (GeneralSecurityException refused) {
      throw new InvalidInputException("The key cannot be wrapped for this target.", refused);
    }
  }

  /**
   * Unwraps a key.
   *
   * @throws InvalidInputException if it was not wrapped for this key
   */
  public static byte[] unwrap(String algorithm, RSAPrivateKey key, byte[] wrapped)
      throws InvalidInputException {
    int head = (key.getModulus().bitLength() + 7) / 8;
    if (wrapped.length <= head) {
      throw new InvalidInputException("The transferred key is too short.");
    }
    try {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding", Providers.JCE);
      rsa.init(Cipher.DECRYPT_MODE, key, oaep(algorithm), Providers.RANDOM);
      SecretKeySpec aes = new SecretKeySpec(rsa.doFinal(wrapped, 0, head), "AES");
      Cipher unwrap = Cipher.getInstance("AES/KWP/NoPadding", Providers.JCE);
      unwrap.init(Cipher.UNWRAP_MODE, aes);
      byte[] tail = Arrays.copyOfRange(wrapped, head, wrapped.length);
      return unwrap.unwrap(tail, "key", Cipher.SECRET_KEY).getEncoded();
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new InvalidInputException(
          "The transferred key cannot be unwrapped with its key exchange key.", refused);
    }
  }

  private static OAEPParameterSpec oaep(String algorithm) {
    MGF1ParameterSpec hash = HASHES.get(algorithm);
    return new OAEPParameterSpec(
        hash.getDigestAlgorithm(), "MGF1", hash, PSource.PSpecified.DEFAULT);
  }
}
