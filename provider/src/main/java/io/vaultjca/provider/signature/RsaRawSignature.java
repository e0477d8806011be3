package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.interfaces.RSAKey;
import java.util.Map;
import java.util.Optional;

/** RSASSA-PKCS1-v1_5 over a DigestInfo that the caller brings: {@code NONEwithRSA}. */
final class RsaRawSignature extends RsaSignature {
  /** RFC 8017, section 9.2, step 3: two bytes of type, eight of padding at least, a zero. */
  private static final int PADDING = 11;

  RsaRawSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    return new MessageInput.Raw(
        modulusLength(((RSAKey) current).getModulus()) - PADDING,
        "The DigestInfo is too long for %s with the key %s".formatted(algorithm(), current));
  }

  @Override
  RsaRequest request(RsaPublicHandle key, byte[] message) {
    for (Map.Entry<Digest, String> own : RsaRequest.OF_DIGESTS.entrySet()) {
      Optional<byte[]> digest = own.getKey().valueOf(message);
      if (digest.isPresent()) {
        return RsaRequest.pkcs1(key, own.getValue(), digest.get(), message);
      }
    }
    return RsaRequest.pkcs1(key, RsaRequest.OF_DIGEST_INFO, message, message);
  }
}
