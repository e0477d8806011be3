package io.vaultjca.provider.jvm;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.AlgorithmParametersSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;

/** The JDK's parameters, for libraries that ask the provider of the cipher for them alone. */
public final class DelegatedParameters extends AlgorithmParametersSpi {
  private final AlgorithmParameters jdk;

  public DelegatedParameters(String algorithm, String provider) throws NoSuchAlgorithmException {
    try {
      jdk = AlgorithmParameters.getInstance(algorithm, provider);
    } catch (NoSuchProviderException e) {
      throw new NoSuchAlgorithmException("This JVM has no provider " + provider, e);
    }
  }

  @Override
  protected void engineInit(AlgorithmParameterSpec spec) throws InvalidParameterSpecException {
    jdk.init(spec);
  }

  @Override
  protected void engineInit(byte[] encoded) throws IOException {
    jdk.init(encoded);
  }

  @Override
  protected void engineInit(byte[] encoded, String format) throws IOException {
    jdk.init(encoded, format);
  }

  @Override
  protected <T extends AlgorithmParameterSpec> T engineGetParameterSpec(Class<T> type)
      throws InvalidParameterSpecException {
    return jdk.getParameterSpec(type);
  }

  @Override
  protected byte[] engineGetEncoded() throws IOException {
    return jdk.getEncoded();
  }

  @Override
  protected byte[] engineGetEncoded(String format) throws IOException {
    return jdk.getEncoded(format);
  }

  @Override
  protected String engineToString() {
    return jdk.toString();
  }
}
