package io.vaultjca.provider.spec;

import java.security.spec.AlgorithmParameterSpec;

/**
 * The context string of an ML-DSA signature (FIPS 204, section 5.2). A signature verifies only with
 * the context that it was made with. Without this parameter the context is empty.
 *
 * <p>BouncyCastle's ML-DSA has contexts too; the JDK's does not.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MlDsaContextParameterSpec implements AlgorithmParameterSpec {
  /** The greatest length of a context, in bytes. */
  public static final int LONGEST = 255;

  private final byte[] context;

  /**
   * Creates the parameter.
   *
   * @param context 0 to 255 bytes, which are copied
   * @throws IllegalArgumentException if the context is longer than {@link #LONGEST}
   * @throws NullPointerException if the context is null
   */
  public MlDsaContextParameterSpec(byte[] context) {
    if (context.length > LONGEST) {
      throw new IllegalArgumentException(
          "A context has %s bytes at most (FIPS 204, section 5.2); this one has %s"
              .formatted(LONGEST, context.length));
    }
    this.context = context.clone();
  }

  /** {@return a copy of the context, 0 to 255 bytes} */
  public byte[] getContext() {
    return context.clone();
  }

  /** {@return the context's length, without its bytes} */
  @Override
  public String toString() {
    return "MlDsaContextParameterSpec[%s bytes]".formatted(context.length);
  }
}
