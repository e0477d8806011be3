package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import java.security.interfaces.RSAKey;
import java.util.Map;
import java.util.Optional;

/** RSASSA-PKCS1-v1_5 of a DigestInfo that the caller built: {@code NONEwithRSA}. */
final class RsaRawSignature extends RsaSignature {
  RsaRawSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
  }

  @Override
  MessageInput newInput(KeyHandle current) {
    return new MessageInput.Raw(
        modulusLength(((RSAKey) current).getModulus()) - PKCS1_PADDING,
        "The DigestInfo is too long for %s with the key %s".formatted(algorithm(), current));
  }

  @Override
  RsaRequest request(RsaPublicHandle key, byte[] message) {
    for (Map.Entry<Digest, String> algorithm : RsaRequest.OF_DIGESTS.entrySet()) {
      Optional<byte[]> value = algorithm.getKey().valueOf(message);
      if (value.isPresent()) {
        return RsaRequest.pkcs1(key, algorithm.getValue(), value.get(), message);
      }
    }
    return RsaRequest.pkcs1(key, RsaRequest.OF_DIGEST_INFO, message, message);
  }
}
