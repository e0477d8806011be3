package io.vaultjca.benchmarks;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;

/**
 * The JDK's signatures in TLS 1.3 with a delay, as if a local key were as far away as a vault. The
 * difference to a vault is the cost of the vault itself.
 */
final class DelayingProvider extends Provider {
  private static final long serialVersionUID = 1L;

  DelayingProvider(int milliseconds) {
    super("Delaying", "1.0", "Signatures of the JDK, delayed");
    putService(new Delayed(this, "RSASSA-PSS", "SunRsaSign", milliseconds));
    putService(new Delayed(this, "SHA256withECDSA", "SunEC", milliseconds));
  }

  private static final class Delayed extends Service {
    private final String delegate;
    private final int milliseconds;

    Delayed(Provider provider, String algorithm, String delegate, int milliseconds) {
      super(provider, "Signature", algorithm, DelayedSignature.class.getName(), null, null);
      this.delegate = delegate;
      this.milliseconds = milliseconds;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return new DelayedSignature(Signature.getInstance(getAlgorithm(), delegate), milliseconds);
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }
  }

  private static final class DelayedSignature extends SignatureSpi {
    private final Signature signature;
    private final int milliseconds;

    DelayedSignature(Signature signature, int milliseconds) {
      this.signature = signature;
      this.milliseconds = milliseconds;
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
      signature.initVerify(publicKey);
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
      signature.initSign(privateKey);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      signature.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      signature.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SignatureException(e);
      }
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signed) throws SignatureException {
      return signature.verify(signed);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters)
        throws InvalidAlgorithmParameterException {
      signature.setParameter(parameters);
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return signature.getParameters();
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException(name);
    }

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException(name);
    }
  }
}
