package io.vaultjca.provider.signature;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;

/** The kinds of signatures. */
public enum Signatures implements ServiceMaker {
  /** RSASSA-PKCS1-v1_5. */
  PKCS1,
  /** RSASSA-PKCS1-v1_5 over a DigestInfo that the caller brings. */
  RAW_PKCS1,
  /** RSASSA-PSS; without a digest the caller must set parameters. */
  PSS,
  /** RSASSA-PSS over a digest that the caller brings; he must set parameters. */
  RAW_PSS,
  /** ECDSA, in DER; without a digest the caller brings it. */
  ECDSA,
  /** ECDSA, with r and s side by side; without a digest the caller brings it. */
  ECDSA_IN_P1363_FORMAT,
  /** ML-DSA, with the parameter set of the name, or that of the key if the name has none. */
  ML_DSA;

  @Override
  public Object make(ServiceContext context, String name, Digest digest) {
    OtherProviders others = context.others();
    return switch (this) {
      case PKCS1 -> new RsaPkcs1Signature(others, name, digest);
      case RAW_PKCS1 -> new RsaRawSignature(others, name);
      case PSS -> new RsaPssSignature(others, name, digest, false);
      case RAW_PSS -> new RsaPssSignature(others, name, null, true);
      case ECDSA -> new EcdsaSignature(others, name, digest, EcdsaEncoding.DER);
      case ECDSA_IN_P1363_FORMAT -> new EcdsaSignature(others, name, digest, EcdsaEncoding.P1363);
      case ML_DSA -> new MlDsaSignature(others, name);
    };
  }
}
