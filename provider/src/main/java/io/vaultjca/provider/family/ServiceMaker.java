package io.vaultjca.provider.family;

import io.vaultjca.provider.jvm.Digest;

/**
 * Makes the instances of one kind of service. The kinds of a family are the constants of its door,
 * an enum: a lambda for each would cost every start of a JVM a class.
 */
public interface ServiceMaker {
  /**
   * Makes an instance; sends nothing.
   *
   * @param name the JCA's name of the service
   * @param digest the digest that is made here; null if there is none
   */
  Object make(ServiceContext context, String name, Digest digest);

  /** The class that the JCA shows as the one that implements the service. */
  default Class<?> implementation() {
    return getClass();
  }
}
