package io.vaultjca.conformance.cipher;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * One row of the table with one key, at one position of the provider.
 *
 * @param sizeKnown whether the handle of a symmetric key knows its size
 */
record CipherCase(ServiceRow row, String keyName, boolean sizeKnown, Position position) {
  boolean isRsa() {
    return row.keys() == KeyClasses.RSA;
  }

  boolean isGcm() {
    return row.name().contains("/GCM/");
  }

  boolean isCbc() {
    return row.name().contains("/CBC/");
  }

  boolean isKeyWrap() {
    return row.name().contains("/KW");
  }

  /** Whether the transformation accepts only whole blocks. */
  boolean isUnpadded() {
    return row.name().contains("/CBC/NoPadding") || row.name().contains("/KW/");
  }

  /** RSA keys whose private operations take the embedded vault several times as long. */
  boolean isLarge() {
    return keyName.matches("rsa-known-(3072|4096)");
  }

  /** Whether this key represents all keys of its transformation in an ordinary run. */
  boolean isTypical() {
    return isRsa()
        ? keyName.equals("rsa-known-2048")
        : sizeKnown && (row.name().startsWith("AES_") || keyName.equals("oct-256"));
  }

  TestVault vault() {
    return keyName.startsWith("rsa-") ? TestVault.vault() : TestVault.hsm();
  }

  Key ourKey(int mode) {
    return ourKey(keyName, mode);
  }

  Key ourKey(String name, int mode) {
    if (isRsa()) {
      PrivateHandle pair = vault().privateKey(name);
      return isForward(mode) ? pair.publicKey() : pair;
    }
    SecretHandle key = vault().secretKey(name);
    return sizeKnown ? Handles.secretHandle(key.remote(), keyBits(name)) : key;
  }

  static int keyBits(String name) {
    return Integer.parseInt(name.replaceAll("\\D", ""));
  }

  Key theirKey(int mode) throws GeneralSecurityException {
    Key known = vault().known(keyName);
    if (known instanceof RSAPrivateCrtKey rsa && isForward(mode)) {
      return KeyFactory.getInstance("RSA", "SunRsaSign")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }
    return known;
  }

  static boolean isForward(int mode) {
    return mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
  }

  /** An object of the transformation, not initialised. */
  Cipher open() throws GeneralSecurityException {
    return position == Position.NAMED
        ? Cipher.getInstance(row.name(), "AzureKeyVault")
        : Cipher.getInstance(row.name());
  }

  /** With the provider last, a public RSA handle goes to the JDK unless the provider is named. */
  private Cipher open(int mode) throws GeneralSecurityException {
    return isRsa() && isForward(mode) && position == Position.LAST
        ? Cipher.getInstance(row.name(), "AzureKeyVault")
        : open();
  }

  Cipher ours(int mode) throws GeneralSecurityException {
    return ours(mode, null);
  }

  /** Our cipher, with the IV of {@code partner} if that is not null. */
  Cipher ours(int mode, Cipher partner) throws GeneralSecurityException {
    Cipher cipher = open(mode);
    init(cipher, mode, partner);
    return cipher;
  }

  void init(Cipher cipher, int mode, Cipher partner) throws GeneralSecurityException {
    if (!isForward(mode) && (isGcm() || isCbc())) {
      cipher.init(mode, ourKey(mode), ivOf(partner));
    } else {
      cipher.init(mode, ourKey(mode));
    }
  }

  private AlgorithmParameterSpec ivOf(Cipher partner) {
    byte[] iv = partner.getIV();
    return isGcm() ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv);
  }

  /** The JDK's counterpart, initialised likewise. */
  Cipher theirs(int mode, Cipher partner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(theirName(), "SunJCE");
    if (row.name().contains("OAEP")) {
      cipher.init(mode, theirKey(mode), oaep(row.name().contains("256") ? "SHA-256" : "SHA-1"));
    } else if (!isForward(mode) && (isGcm() || isCbc())) {
      cipher.init(mode, theirKey(mode), ivOf(partner));
    } else {
      cipher.init(mode, theirKey(mode));
    }
    return cipher;
  }

  private String theirName() {
    return row.name().replaceFirst("^AES_\\d+", "AES").replaceFirst("OAEPWith.*", "OAEPPadding");
  }

  static OAEPParameterSpec oaep(String hash) {
    return new OAEPParameterSpec(
        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT);
  }

  /** A message of a length that the transformation accepts. */
  byte[] message(int number) {
    if (isUnpadded()) {
      return Bytes.of(16 * (number + 2));
    }
    return Bytes.of(isRsa() ? 32 + number : 77 + 13 * number);
  }

  /** The longest plaintext that RSA encrypts, in bytes. */
  int limit() {
    int modulus = keyBits(keyName) / 8;
    if (row.name().contains("PKCS1")) {
      return modulus - 11;
    }
    return modulus - (row.name().contains("256") ? 66 : 42);
  }

  @Override
  public String toString() {
    return "%s, %s%s, provider %s"
        .formatted(
            row.name(),
            keyName,
            isRsa() || sizeKnown ? "" : " of unknown size",
            position.name().toLowerCase(Locale.ROOT));
  }
}
