package io.vaultjca.provider.signature;

import io.vaultjca.config.VaultType;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.Digest;
import java.util.Map;

/** Which PKCS #1 v1.5 signatures the service makes from a digest, and which from a DigestInfo. */
final class NativePkcs1 {
  /** The service builds the DigestInfo. */
  static final Map<Digest, String> ALGORITHMS =
      Map.of(Digest.SHA_256, "RS256", Digest.SHA_384, "RS384", Digest.SHA_512, "RS512");

  /** The client brings the DigestInfo. */
  static final String ANY_DIGEST = "RSNULL";

  private NativePkcs1() {}

  /** No document says that a Managed HSM offers RSNULL. */
  static boolean takesAnyDigest(KeyHandle key) {
    return key.remote().type() == VaultType.VAULT;
  }

  static RsaRequest request(
      RsaPublicHandle key, String algorithm, byte[] value, byte[] digestInfo) {
    return new RsaRequest(
        key, algorithm, value, signature -> RsaVerification.pkcs1(key, digestInfo, signature));
  }
}
