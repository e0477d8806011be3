package io.vaultjca;

import java.net.URI;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells {@link KeyStore#load(KeyStore.LoadStoreParameter)} which vault to open and how. What it
 * does not set is read from the provider's configuration file, the system properties and the
 * environment.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VaultLoadStoreParameter implements KeyStore.LoadStoreParameter {
  private final Map<Setting, Secret> settings;
  private final VaultCredential credential;
  private final KeyStore.ProtectionParameter protection;
  private final Clock clock;

  private VaultLoadStoreParameter(Builder builder) {
    this.settings = Collections.unmodifiableMap(new EnumMap<>(builder.settings));
    this.credential = builder.credential;
    this.protection = builder.protection;
    this.clock = builder.clock;
  }

  /**
   * {@return a builder of a parameter for a vault}
   *
   * @param uri the vault's address, {@code https://NAME.vault.azure.net}; not null
   */
  public static Builder builder(URI uri) {
    return new Builder().set(Setting.URI, uri.toString());
  }

  /** {@return what was set, by setting; all values print as {@code ***}, for some are secrets} */
  public Map<Setting, Secret> settings() {
    return settings;
  }

  /** {@return the program's own source of tokens, if one was given} */
  public Optional<VaultCredential> credential() {
    return Optional.ofNullable(credential);
  }

  /** {@return the clock that the refresh interval and validity are measured by} */
  public Clock clock() {
    return clock;
  }

  /** {@return the key store's password, where the configuration uses one; null otherwise} */
  @Override
  public KeyStore.ProtectionParameter getProtectionParameter() {
    return protection;
  }

  /** Collects what a parameter sets. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<Setting, Secret> settings = new EnumMap<>(Setting.class);
    private VaultCredential credential;
    private KeyStore.ProtectionParameter protection;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets a value by its setting, in the form that a file would have.
     *
     * @param setting which one; not null, neither one {@linkplain Setting#isPerAlias of an alias}
     *     nor {@link Setting#KEYTOOL_GENERATORS}
     * @param value the value; not null; a blank one counts as not set
     * @return this
     * @throws IllegalArgumentException if the setting is one of these
     */
    public Builder set(Setting setting, String value) {
      if (setting.isPerAlias()) {
        throw new IllegalArgumentException(
            setting.key() + " needs an alias: set it in a file or as a system property");
      }
      if (setting == Setting.KEYTOOL_GENERATORS) {
        throw new IllegalArgumentException(
            setting.key()
                + " concerns the provider and not one key store: set it as a system property or in"
                + " the environment");
      }
      settings.put(setting, new Secret(Objects.requireNonNull(value, setting.key())));
      return this;
    }

    /**
     * Uses the program's own source of tokens.
     *
     * @param source the source; not null
     * @return this
     */
    public Builder credential(VaultCredential source) {
      credential = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Gives the key store's password, for {@code credential=password-is-…}.
     *
     * @param password the protection; not null
     * @return this
     */
    public Builder password(KeyStore.PasswordProtection password) {
      protection = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Sets the clock that the refresh interval and validity are measured by.
     *
     * @param source the clock; not null
     * @return this
     */
    public Builder clock(Clock source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /** {@return the parameter} */
    public VaultLoadStoreParameter build() {
      return new VaultLoadStoreParameter(this);
    }
  }
}
