package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.SignatureSpi;

/**
 * Makes the signatures. Each takes the providers for foreign keys, its JCA name and the digest that
 * is made here; null if there is none.
 */
public final class Signatures {
  private Signatures() {}

  /** RSASSA-PKCS1-v1_5. */
  public static SignatureSpi pkcs1(OtherProviders others, String name, Digest digest) {
    return new RsaPkcs1Signature(others, name, digest);
  }

  /** RSASSA-PKCS1-v1_5 over a DigestInfo that the caller brings. */
  public static SignatureSpi rawPkcs1(OtherProviders others, String name) {
    return new RsaRawSignature(others, name);
  }

  /** RSASSA-PSS; without a digest the caller must set parameters. */
  public static SignatureSpi pss(OtherProviders others, String name, Digest digest) {
    return new RsaPssSignature(others, name, digest);
  }

  /** ECDSA, in DER; without a digest the caller brings it. */
  public static SignatureSpi ecdsa(OtherProviders others, String name, Digest digest) {
    return new EcdsaSignature(others, name, digest, EcdsaEncoding.DER);
  }

  /** ECDSA, with r and s side by side; without a digest the caller brings it. */
  public static SignatureSpi ecdsaInP1363Format(OtherProviders others, String name, Digest digest) {
    return new EcdsaSignature(others, name, digest, EcdsaEncoding.P1363);
  }
}
