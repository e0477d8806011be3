package io.vaultjca.provider.spec;

import java.security.spec.AlgorithmParameterSpec;

/**
 * The context string of an ML-DSA signature (FIPS 204, section 5.2): who signs binds the signature
 * to it, and who verifies must give the same. Without this parameter it is empty.
 *
 * <p>BouncyCastle's signatures take it too; the JDK's know no context.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MlDsaContextParameterSpec implements AlgorithmParameterSpec {
  /** The most bytes that a context has. */
  public static final int LONGEST = 255;

  private final byte[] context;

  /**
   * Creates the parameter.
   *
   * @param context 0 to 255 bytes, which are copied; not null
   * @throws IllegalArgumentException if there are more
   */
  public MlDsaContextParameterSpec(byte[] context) {
    if (context.length > LONGEST) {
      throw new IllegalArgumentException(
          "A context has %s bytes at most (FIPS 204, section 5.2); this one has %s"
              .formatted(LONGEST, context.length));
    }
    this.context = context.clone();
  }

  /** {@return a copy of the context} */
  public byte[] getContext() {
    return context.clone();
  }

  /** The length alone. */
  @Override
  public String toString() {
    return "MlDsaContextParameterSpec[%s bytes]".formatted(context.length);
  }
}
