package io.vaultjca.provider.signature;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.util.Optional;

/** The kinds of signatures. With a raw kind the caller computes the digest. */
public enum Signatures implements ServiceMaker {
  /** RSASSA-PKCS1-v1_5. */
  PKCS1,
  /** RSASSA-PKCS1-v1_5 of a DigestInfo. */
  RAW_PKCS1,
  /** RSASSA-PSS. Without a digest in the name, the caller must set parameters. */
  PSS,
  /** RSASSA-PSS of a digest. The caller must set parameters. */
  RAW_PSS,
  /** ECDSA, in DER; raw without a digest in the name. */
  ECDSA,
  /** ECDSA, with r and s concatenated; raw without a digest in the name. */
  ECDSA_IN_P1363_FORMAT,
  /** ML-DSA, with the parameter set of the name or, if the name has none, of the key. */
  ML_DSA;

  @Override
  public Object make(ServiceContext context, String name, Optional<Digest> digest) {
    OtherProviders others = context.others();
    return switch (this) {
      case PKCS1 -> new RsaPkcs1Signature(others, name, digest.orElseThrow());
      case RAW_PKCS1 -> new RsaRawSignature(others, name);
      case PSS -> new RsaPssSignature(others, name, digest, false);
      case RAW_PSS -> new RsaPssSignature(others, name, digest, true);
      case ECDSA -> new EcdsaSignature(others, name, digest, EcdsaEncoding.DER);
      case ECDSA_IN_P1363_FORMAT -> new EcdsaSignature(others, name, digest, EcdsaEncoding.P1363);
      case ML_DSA -> new MlDsaSignature(others, name);
    };
  }
}
