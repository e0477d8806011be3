package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;

/** RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2). */
final class RsaPkcs1Signature extends RsaSignature {
  private final Digest digest;

  RsaPkcs1Signature(OtherProviders others, String algorithm, Digest digest) {
    super(others, algorithm);
    this.digest = digest;
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    return new MessageInput.Hashed(digest);
  }

  @Override
  RsaRequest request(RsaPublicHandle key, byte[] message) {
    byte[] digestInfo = digest.digestInfo(message);
    String ofDigest = RsaRequest.OF_DIGESTS.get(digest);
    return ofDigest != null
        ? RsaRequest.pkcs1(key, ofDigest, message, digestInfo)
        : RsaRequest.pkcs1(key, RsaRequest.OF_DIGEST_INFO, digestInfo, digestInfo);
  }
}
