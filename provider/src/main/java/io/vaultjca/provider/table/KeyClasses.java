package io.vaultjca.provider.table;

import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.EcPublicHandle;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.MlDsaPrivateHandle;
import io.vaultjca.handle.MlDsaPublicHandle;
import io.vaultjca.handle.RsaPrivateHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.handle.SecretHandle;
import java.security.Key;
import java.util.List;
import java.util.StringJoiner;

/** The handles that a service takes; every other key belongs to another provider. */
public enum KeyClasses {
  /** RSA keys in a vault. */
  RSA("RSA|RSASSA-PSS", RsaPrivateHandle.class, RsaPublicHandle.class),
  /** Elliptic curve keys in a vault. */
  EC("EC|ECDSA", EcPrivateHandle.class, EcPublicHandle.class),
  /** ML-DSA keys in a vault. */
  ML_DSA("ML-DSA.*", MlDsaPrivateHandle.class, MlDsaPublicHandle.class),
  /** Symmetric keys. */
  SECRET("AES", SecretHandle.class),
  /** The service takes no key. */
  NONE("");

  private final String algorithms;

  @SuppressWarnings("ImmutableEnumChecker") // The list is immutable, its type does not say so.
  private final List<Class<?>> classes;

  KeyClasses(String algorithms, Class<?>... classes) {
    this.algorithms = algorithms;
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

  /** Whether something is a key for the same algorithms that is not in a vault. */
  public boolean areLike(Object key) {
    return key instanceof Key other
        && !(other instanceof KeyHandle)
        && other.getAlgorithm().matches(algorithms);
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
