package io.vaultjca.provider.table;

/** Who finds a service. */
public enum Registration {
  /** Everybody: the provider lists it. */
  LISTED,
  /**
   * Who asks for its name. It is not listed, since {@code new SecureRandom()} takes any generator
   * that the first provider lists, under whatever name.
   */
  BY_NAME,
  /**
   * Who names the provider, while another one that serves the name stands before it or it is not in
   * the JVM's list at all. Thus libraries that ask one provider for everything find it, but the JVM
   * never does.
   */
  BEHIND_ANOTHER
}
