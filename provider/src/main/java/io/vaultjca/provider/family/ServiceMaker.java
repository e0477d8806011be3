package io.vaultjca.provider.family;

import io.vaultjca.provider.jvm.Digest;
import java.util.Optional;

/**
 * Makes the instances of one kind of service. Each family implements it with an enum, one constant
 * a kind: lambdas would add a class each to the start of every JVM.
 */
public interface ServiceMaker {
  /**
   * Makes an instance; sends nothing.
   *
   * @param name the JCA's name of the service
   * @param digest the digest that the name specifies, computed in the JVM
   */
  Object make(ServiceContext context, String name, Optional<Digest> digest);

  /** The class that the JCA reports as the implementation of the service. */
  default Class<?> implementation() {
    return getClass();
  }
}
