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
import org.jspecify.annotations.Nullable;

/** The handles that a service accepts. All other keys belong to other providers. */
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

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type cannot say.
  private final List<Class<?>> classes;

  KeyClasses(String algorithms, Class<?>... classes) {
    this.algorithms = algorithms;
    this.classes = List.of(classes);
  }

  public List<Class<?>> classes() {
    return classes;
  }

  /** Whether the object that the JCA passes, usually a key, is one of these handles. */
  public boolean accept(@Nullable Object key) {
    for (Class<?> type : classes) {
      if (type.isInstance(key)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is a key for the same algorithms outside a vault. */
  public boolean areLike(@Nullable Object key) {
    return key instanceof Key other
        && !(other instanceof KeyHandle)
        && other.getAlgorithm().matches(algorithms);
  }

  /** The value of the attribute {@code SupportedKeyClasses}. */
  public String attribute() {
    StringJoiner names = new StringJoiner("|");
    for (Class<?> type : classes) {
      names.add(type.getName());
    }
    return names.toString();
  }
}
