package io.vaultjca;

import java.net.URI;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameter of {@link KeyStore#load(KeyStore.LoadStoreParameter)} that says which vault to open
 * and how. Settings that it leaves out come from the provider's configuration file, the system
 * properties and the environment.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VaultLoadStoreParameter implements KeyStore.LoadStoreParameter {
  private final Map<Setting, Secret> settings;
  private final @Nullable VaultCredential credential;
  private final KeyStore.@Nullable ProtectionParameter protection;
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
   * @param uri the vault's address, {@code https://NAME.vault.azure.net}; {@code load} checks it
   * @throws NullPointerException if the address is null
   */
  public static Builder builder(URI uri) {
    return new Builder().set(Setting.URI, uri.toString());
  }

  /**
   * {@return the values by setting, unmodifiable; each prints as {@code ***}, for some are secret}
   */
  public Map<Setting, Secret> settings() {
    return settings;
  }

  /** {@return the program's own source of tokens, if one was given} */
  public Optional<VaultCredential> credential() {
    return Optional.ofNullable(credential);
  }

  /** {@return the clock that measures the refresh interval and the validity of certificates} */
  public Clock clock() {
    return clock;
  }

  /** {@return the key store's password, if one was set} */
  @Override
  public KeyStore.@Nullable ProtectionParameter getProtectionParameter() {
    return protection;
  }

  /** Collects a parameter's values. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<Setting, Secret> settings = new EnumMap<>(Setting.class);
    private @Nullable VaultCredential credential;
    private KeyStore.@Nullable ProtectionParameter protection;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets a value, written as in a configuration file.
     *
     * @param setting the setting
     * @param value the value; a blank one counts as not set
     * @return this builder
     * @throws IllegalArgumentException if the setting {@linkplain Setting#isPerAlias concerns one
     *     alias}, or is {@link Setting#KEYTOOL_GENERATORS}
     * @throws NullPointerException if the setting or the value is null
     */
    public Builder set(Setting setting, String value) {
      if (setting.isPerAlias()) {
        throw new IllegalArgumentException(
            setting.key() + " needs an alias: set it in a file or as a system property");
      }
      if (setting == Setting.KEYTOOL_GENERATORS) {
        throw new IllegalArgumentException(
            """
            %s concerns the provider and not one key store: set it as a system property or in the \
            environment"""
                .formatted(setting.key()));
      }
      settings.put(setting, new Secret(Objects.requireNonNull(value, setting.key())));
      return this;
    }

    /**
     * Sets the program's own source of tokens, which replaces the configured credential.
     *
     * @param source the source
     * @return this builder
     * @throws NullPointerException if the source is null
     */
    public Builder credential(VaultCredential source) {
      credential = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Sets the key store's password, for {@code credential=password-is-…}.
     *
     * @param password the password
     * @return this builder
     * @throws NullPointerException if the password is null
     */
    public Builder password(KeyStore.PasswordProtection password) {
      protection = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Sets the clock that measures the refresh interval and the validity of certificates; the
     * system's UTC clock by default.
     *
     * @param source the clock
     * @return this builder
     * @throws NullPointerException if the clock is null
     */
    public Builder clock(Clock source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /** {@return a parameter with the values set so far} */
    public VaultLoadStoreParameter build() {
      return new VaultLoadStoreParameter(this);
    }
  }
}
