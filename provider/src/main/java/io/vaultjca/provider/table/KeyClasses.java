package io.vaultjca.provider.table;

import io.vaultjca.key.VaultEcPrivateKey;
import io.vaultjca.key.VaultEcPublicKey;
import io.vaultjca.key.VaultRsaPrivateKey;
import io.vaultjca.key.VaultRsaPublicKey;
import io.vaultjca.key.VaultSecretKey;
import java.util.List;
import java.util.StringJoiner;

/** The handles that a service takes; every other key belongs to another provider. */
public enum KeyClasses {
  /** RSA keys in a vault. */
  RSA(VaultRsaPrivateKey.class, VaultRsaPublicKey.class),
  /** Elliptic curve keys in a vault. */
  EC(VaultEcPrivateKey.class, VaultEcPublicKey.class),
  /** Symmetric keys in a Managed HSM. */
  SECRET(VaultSecretKey.class),
  /** The service takes no key. */
  NONE;

  @SuppressWarnings("ImmutableEnumChecker") // The list is immutable, its type does not say so.
  private final List<Class<?>> classes;

  KeyClasses(Class<?>... classes) {
    this.classes = List.of(classes);
  }

  /**
   * The classes of the handles.
   *
   * @return the classes
   */
  public List<Class<?>> classes() {
    return classes;
  }

  /**
   * Whether a key is one of these handles.
   *
   * @param key a key, or whatever a program asks about
   * @return whether the service takes it
   */
  public boolean accept(Object key) {
    return classes.stream().anyMatch(type -> type.isInstance(key));
  }

  /**
   * The classes as a provider declares them.
   *
   * @return the value of the attribute {@code SupportedKeyClasses}
   */
  public String attribute() {
    StringJoiner names = new StringJoiner("|");
    classes.forEach(type -> names.add(type.getName()));
    return names.toString();
  }
}
