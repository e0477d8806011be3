package io.vaultjca.provider.table;

/** Which programs find a service. */
public enum Registration {
  /** All of them: the provider lists it. */
  LISTED,
  /**
   * All of them, under a name that the JDK does not serve. Where no other provider serves it
   * either, keys that are not in a vault come here, too, and go on to the JDK under its own name.
   */
  UNKNOWN_TO_THE_JDK,
  /**
   * Those that ask for it by name. It is not listed, since {@code new SecureRandom()} takes any
   * generator that the first provider lists, under whatever name.
   */
  BY_NAME
}
