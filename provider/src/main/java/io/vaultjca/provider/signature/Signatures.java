package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.SignatureSpi;

/**
 * Makes the signatures. Each takes the providers for foreign keys, its JCA name, and the digest
 * that is made here.
 */
public final class Signatures {
  private Signatures() {}

  /**
   * RSASSA-PKCS1-v1_5.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @param digest the digest
   * @return the signature
   */
  public static SignatureSpi pkcs1(OtherProviders others, String name, Digest digest) {
    return new RsaPkcs1Signature(others, name, digest);
  }

  /**
   * RSASSA-PKCS1-v1_5 over a DigestInfo that the caller brings.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @return the signature
   */
  public static SignatureSpi rawPkcs1(OtherProviders others, String name) {
    return new RsaRawSignature(others, name);
  }

  /**
   * RSASSA-PSS.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @param digest the digest that the name says; null if the caller must set parameters
   * @return the signature
   */
  public static SignatureSpi pss(OtherProviders others, String name, Digest digest) {
    return new RsaPssSignature(others, name, digest);
  }

  /**
   * ECDSA, DER encoded.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @param digest the digest; null if the caller brings it
   * @return the signature
   */
  public static SignatureSpi ecdsa(OtherProviders others, String name, Digest digest) {
    return new EcdsaSignature(others, name, digest, EcdsaEncoding.DER);
  }

  /**
   * ECDSA, r and s side by side.
   *
   * @param others the providers for foreign keys
   * @param name the JCA name
   * @param digest the digest; null if the caller brings it
   * @return the signature
   */
  public static SignatureSpi ecdsaInP1363Format(OtherProviders others, String name, Digest digest) {
    return new EcdsaSignature(others, name, digest, EcdsaEncoding.P1363);
  }
}
