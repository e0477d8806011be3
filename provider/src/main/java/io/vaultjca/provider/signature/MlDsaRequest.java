package io.vaultjca.provider.signature;

import io.vaultjca.VaultException;
import io.vaultjca.handle.MlDsaPublicHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.SignatureException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * An ML-DSA signature of the message that μ represents.
 *
 * <p>In the JVM BouncyCastle verifies it: the JDK's providers want the message, which is gone, and
 * take no context.
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record MlDsaRequest(MlDsaPublicHandle key, byte[] mu) implements SignatureRequest {
  @Override
  public byte[] signature(RemoteKey remote) throws VaultException {
    return remote.signMu(mu);
  }

  @Override
  public boolean verifies(RemoteKey remote, byte[] signature) throws VaultException {
    return remote.verifyMu(mu, signature);
  }

  @Override
  public byte[] toJca(byte[] answer) throws SignatureException {
    int expected = key.parameterSet().signatureLength();
    if (answer.length != expected) {
      throw new SignatureException(
          "The service answered a signature of %s bytes for the key %s; it must have %s"
              .formatted(answer.length, key, expected));
    }
    return answer;
  }

  @Override
  public boolean verifiesInJvm(byte[] signature) {
    MLDSASigner verifier = new MLDSASigner();
    verifier.init(false, new MLDSAPublicKeyParameters(parameters(), key.raw()));
    return verifier.verifyMuSignature(mu, signature);
  }

  private MLDSAParameters parameters() {
    return switch (key.parameterSet()) {
      case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
      case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
      case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
    };
  }
}
