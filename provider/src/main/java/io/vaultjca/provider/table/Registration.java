package io.vaultjca.provider.table;

/** How a service is registered, and so which programs find it. */
public enum Registration {
  /** Listed by the provider: the JCA finds it by its name, and by its keys. */
  LISTED,
  /**
   * Listed, under a name that the JDK does not have. If no other provider has the name either, the
   * service also accepts keys in the JVM, and passes them on to the JDK under the JDK's name.
   */
  UNKNOWN_TO_THE_JDK,
  /**
   * Found only by name, and not listed: {@code new SecureRandom()} would use any generator that the
   * first provider lists, whatever its name.
   */
  BY_NAME
}
