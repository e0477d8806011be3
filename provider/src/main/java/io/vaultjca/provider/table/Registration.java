package io.vaultjca.provider.table;

/** Which programs find a service. */
public enum Registration {
  /** All of them: the provider lists it. */
  LISTED,
  /**
   * Those that ask for it by name. It is not listed, since {@code new SecureRandom()} takes any
   * generator that the first provider lists, under whatever name.
   */
  BY_NAME,
  /**
   * Those that name the provider, while another provider that serves the name stands before it or
   * the JVM's list does not hold it. So libraries that ask one provider for everything find it, but
   * the JVM never does.
   */
  BEHIND_ANOTHER
}
