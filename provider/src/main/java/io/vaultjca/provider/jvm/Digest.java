package io.vaultjca.provider.jvm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The message digests of the signatures (FIPS 180-4 and FIPS 202), computed in the JVM. */
public enum Digest {
  SHA_1("SHA-1", "1.3.14.3.2.26", 20, "3021300906052b0e03021a05000414"),
  SHA_224("SHA-224", "2.16.840.1.101.3.4.2.4", 28, "302d300d06096086480165030402040500041c"),
  SHA_256("SHA-256", "2.16.840.1.101.3.4.2.1", 32, "3031300d060960864801650304020105000420"),
  SHA_384("SHA-384", "2.16.840.1.101.3.4.2.2", 48, "3041300d060960864801650304020205000430"),
  SHA_512("SHA-512", "2.16.840.1.101.3.4.2.3", 64, "3051300d060960864801650304020305000440"),
  SHA3_256("SHA3-256", "2.16.840.1.101.3.4.2.8", 32, "3031300d060960864801650304020805000420"),
  SHA3_384("SHA3-384", "2.16.840.1.101.3.4.2.9", 48, "3041300d060960864801650304020905000430"),
  SHA3_512("SHA3-512", "2.16.840.1.101.3.4.2.10", 64, "3051300d060960864801650304020a05000440");

  private final String standardName;
  private final String oid;
  private final int length;
  private final String digestInfoPrefix;

  Digest(String standardName, String oid, int length, String digestInfoPrefix) {
    this.standardName = standardName;
    this.oid = oid;
    this.length = length;
    this.digestInfoPrefix = digestInfoPrefix;
  }

  /** The JCA's name, such as {@code SHA-256}. */
  public String standardName() {
    return standardName;
  }

  /** The length of a value, in bytes. */
  public int length() {
    return length;
  }

  /**
   * Finds the digest that a parameter names, in any spelling in use: {@code SHA-256}, {@code
   * SHA256}, {@code SHA} for SHA-1, or the object identifier. Empty for all other digests.
   */
  public static Optional<Digest> named(String name) {
    String plain = plain(name);
    return Arrays.stream(values())
        .filter(
            digest ->
                plain(digest.standardName).equals(plain)
                    || digest.oid.equals(name)
                    || (digest == SHA_1 && plain.equals("SHA")))
        .findFirst();
  }

  /** Nobody spells SHA3-256 without the hyphen. */
  private static String plain(String name) {
    return name.toUpperCase(Locale.ROOT).replaceFirst("^SHA-", "SHA");
  }

  /** A new message digest of the JDK's own provider, whichever provider comes first in the JVM. */
  public MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance(standardName, "SUN");
    } catch (NoSuchProviderException | NoSuchAlgorithmException e) {
      return ofAnyProvider(e);
    }
  }

  /** A JVM in FIPS mode has another provider in place of SUN. */
  private MessageDigest ofAnyProvider(Exception notOfSun) {
    try {
      return MessageDigest.getInstance(standardName);
    } catch (NoSuchAlgorithmException e) {
      ProviderException failure =
          new ProviderException("No provider of this JVM offers the digest " + standardName, e);
      failure.addSuppressed(notOfSun);
      throw failure;
    }
  }

  /**
   * Encodes a value as the DigestInfo of a PKCS #1 v1.5 signature, in DER: a constant prefix and
   * the value (RFC 8017, section 9.2, step 2 and note 1).
   */
  public byte[] digestInfo(byte[] value) {
    byte[] prefix = HexFormat.of().parseHex(digestInfoPrefix);
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + value.length);
    System.arraycopy(value, 0, encoded, prefix.length, value.length);
    return encoded;
  }

  /** Extracts the value of a DigestInfo; empty unless its prefix is exactly this digest's. */
  public Optional<byte[]> valueOf(byte[] encoded) {
    if (encoded.length < length) {
      return Optional.empty();
    }
    byte[] value = Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
    return Arrays.equals(encoded, digestInfo(value)) ? Optional.of(value) : Optional.empty();
  }
}
