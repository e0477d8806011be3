package io.vaultjca.command.keys.change;

import io.vaultjca.command.terminal.CommandException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Decrypts a private key that a password protects (PKCS#8, RFC 5958), with the JDK. */
final class EncryptedPkcs8 {
  private static final String PROVIDER = "SunJCE";
  private static final String PBES2 = "PBES2";
  private static final String PBES2_OID = "1.2.840.113549.1.5.13";

  private EncryptedPkcs8() {}

  /** Returns the decrypted PKCS#8 encoding; the caller clears it. */
  static byte[] decrypt(byte[] der, char[] password, String name) throws CommandException {
    EncryptedPrivateKeyInfo info;
    String algorithm;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      algorithm = algorithm(info);
    } catch (IOException e) {
      throw new CommandException(
          "%s is encrypted with an algorithm that the JDK does not support (scrypt?). Encrypt it with PBKDF2 and AES, as openssl pkcs8 -topk8 -v2 aes256 does."
              .formatted(name),
          e);
    }
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      Cipher cipher = Cipher.getInstance(algorithm, PROVIDER);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm, PROVIDER).generateSecret(spec),
          info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } catch (NoSuchAlgorithmException e) {
      throw new CommandException(
          "%s is encrypted with %s, which the JDK does not support.".formatted(name, algorithm), e);
    } catch (InvalidKeySpecException e) {
      throw new CommandException(
          "The password of %s cannot be used: the JDK requires ASCII.".formatted(name), e);
    } catch (GeneralSecurityException e) {
      throw new CommandException(
          "%s cannot be decrypted: the password is wrong.".formatted(name), e);
    } finally {
      spec.clearPassword();
    }
  }

  /** With PBES2 (RFC 8018) the JDK's name of the algorithm is in the parameters. */
  private static String algorithm(EncryptedPrivateKeyInfo info) throws IOException {
    String named = info.getAlgName();
    boolean pbes2 = named.equals(PBES2) || named.equals(PBES2_OID);
    if (pbes2 && info.getAlgParameters() == null) {
      throw new IOException("unknown parameters of PBES2");
    }
    return pbes2 ? info.getAlgParameters().toString() : named;
  }
}
