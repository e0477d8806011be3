package io.vaultjca.provider.signature;

import io.vaultjca.VaultException;
import io.vaultjca.handle.MlDsaPublicHandle;
import io.vaultjca.vault.RemoteKey;
import java.security.SignatureException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * The request for an ML-DSA signature of μ.
 *
 * <p>In the JVM, BouncyCastle verifies the signature: the JDK needs the message, which is gone, and
 * does not support contexts.
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
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
    return SignatureRequest.ofLength(key.parameterSet().signatureLength(), answer, key);
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
