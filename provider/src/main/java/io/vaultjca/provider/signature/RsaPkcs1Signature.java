package io.vaultjca.provider.signature;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultRsaPublicKey;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.InvalidKeyException;

/** RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) over a digest that is made here. */
public final class RsaPkcs1Signature extends RsaSignature {
  private final Digest digest;

  /**
   * Creates a signature.
   *
   * @param others the providers for foreign keys
   * @param algorithm the JCA name
   * @param digest the digest
   */
  public RsaPkcs1Signature(OtherProviders others, String algorithm, Digest digest) {
    super(others, algorithm);
    this.digest = digest;
  }

  @Override
  void checkOffered(VaultKey candidate) throws InvalidKeyException {
    if (!NativePkcs1.ALGORITHMS.containsKey(digest) && !NativePkcs1.takesAnyDigest(candidate)) {
      throw new InvalidKeyException(
          algorithm()
              + " needs the service's algorithm RSNULL, which Managed HSM does not document; with"
              + " the key "
              + candidate
              + " use SHA256withRSA, SHA384withRSA or SHA512withRSA");
    }
  }

  @Override
  MessageInput newInput(VaultKey current) {
    return new MessageInput.Hashed(digest);
  }

  @Override
  boolean matches(VaultRsaPublicKey key, byte[] message, byte[] signature) {
    return RsaVerification.pkcs1(key, digest.digestInfo(message), signature);
  }

  @Override
  ServiceSignature request(VaultKey key, byte[] message) {
    String own = NativePkcs1.ALGORITHMS.get(digest);
    return own != null
        ? new ServiceSignature(own, message)
        : new ServiceSignature(NativePkcs1.ANY_DIGEST, digest.digestInfo(message));
  }
}
