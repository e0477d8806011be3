package io.vaultjca.provider.table;

import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.handle.RsaPrivateHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.handle.SecretHandle;
import java.util.List;
import java.util.StringJoiner;

/** The handles that a service takes; every other key belongs to another provider. */
public enum KeyClasses {
  /** RSA keys in a vault. */
  RSA(RsaPrivateHandle.class, RsaPublicHandle.class),
  /** Elliptic curve keys in a vault. */
  EC(EcPrivateHandle.class, EcPublicHandle.class),
  /** Symmetric keys in a Managed HSM. */
  SECRET(SecretHandle.class),
  /** The service takes no key. */
  NONE;

  @SuppressWarnings("ImmutableEnumChecker") // The list is immutable, its type does not say so.
  private final List<Class<?>> classes;

  KeyClasses(Class<?>... classes) {
    this.classes = List.of(classes);
  }

  public List<Class<?>> classes() {
    return classes;
  }

  /** Whether a key, or whatever a program asks about, is one of these handles. */
  public boolean accept(Object key) {
    for (Class<?> type : classes) {
      if (type.isInstance(key)) {
        return true;
      }
    }
    return false;
  }

  /** The classes as a provider declares them. */
  public String attribute() {
    StringJoiner names = new StringJoiner("|");
    for (Class<?> type : classes) {
      names.add(type.getName());
    }
    return names.toString();
  }
}
