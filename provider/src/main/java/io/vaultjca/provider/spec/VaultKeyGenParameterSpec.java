package io.vaultjca.provider.spec;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes the key that a generator creates in a vault.
 *
 * <pre>{@code
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultEC");
 * generator.initialize(
 *     VaultKeyGenParameterSpec.builder("signing").curve(Curve.P_384).hardware(true).build());
 * KeyPair pair = generator.generateKeyPair();
 * }</pre>
 *
 * <p>Only the name is required. The generators default to RSA keys of 2048 bits, the curve P-256,
 * ML-DSA-65 and AES keys of 256 bits; the service decides about everything else that is not set. If
 * the vault already has a key of this name, the key gets a new version.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VaultKeyGenParameterSpec implements AlgorithmParameterSpec {
  private static final Set<String> OPERATIONS =
      Set.of("sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey");

  private static final int DEFAULT_SIZE = 0;

  private final String name;
  private final int size;
  private final @Nullable Curve curve;
  private final @Nullable MlDsaParameterSet parameterSet;
  private final boolean hardware;
  private final @Nullable String releasePolicy;
  private final Set<String> operations;
  private final @Nullable Instant notBefore;
  private final @Nullable Instant expires;
  private final Map<String, String> tags;
  private final @Nullable VaultLoadStoreParameter vault;

  private VaultKeyGenParameterSpec(Builder builder) {
    this.name = builder.name;
    this.size = builder.size;
    this.curve = builder.curve;
    this.parameterSet = builder.parameterSet;
    this.hardware = builder.hardware;
    this.releasePolicy = builder.releasePolicy;
    this.operations = Set.copyOf(builder.operations);
    this.notBefore = builder.notBefore;
    this.expires = builder.expires;
    this.tags = Map.copyOf(builder.tags);
    this.vault = builder.vault;
  }

  /**
   * Starts the description of a key.
   *
   * @param name the key's name: 1 to 127 letters, digits and hyphens
   * @return a builder
   * @throws IllegalArgumentException if this is not a key name
   * @throws NullPointerException if the name is null
   */
  public static Builder builder(String name) {
    return new Builder(VaultKeySpec.requireKeyName(name));
  }

  /** {@return the key's name} */
  public String name() {
    return name;
  }

  /** {@return the size of an RSA or AES key in bits, if it was set} */
  public OptionalInt size() {
    return size == DEFAULT_SIZE ? OptionalInt.empty() : OptionalInt.of(size);
  }

  /** {@return the curve of an elliptic curve key, if it was set} */
  public Optional<Curve> curve() {
    return Optional.ofNullable(curve);
  }

  /** {@return the parameter set of an ML-DSA key, if it was set} */
  public Optional<MlDsaParameterSet> parameterSet() {
    return Optional.ofNullable(parameterSet);
  }

  /** {@return whether an HSM creates the key; in a Managed HSM one always does} */
  public boolean hardware() {
    return hardware;
  }

  /**
   * {@return the policy, as JSON, under which the service may release the key; a key is exportable
   * if and only if it has one}
   */
  public Optional<String> releasePolicy() {
    return Optional.ofNullable(releasePolicy);
  }

  /** {@return the permitted operations, as the service names them; empty for its default} */
  public Set<String> operations() {
    return operations;
  }

  /**
   * {@return the start of the key's validity for signing, encrypting and wrapping, if it was set}
   */
  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }

  /** {@return the end of the key's validity for signing, encrypting and wrapping, if it was set} */
  public Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  /** {@return the key's tags; empty if it has none} */
  public Map<String, String> tags() {
    return tags;
  }

  /** {@return the vault that the program chose; empty for the configured one} */
  public Optional<VaultLoadStoreParameter> vault() {
    return Optional.ofNullable(vault);
  }

  /** {@return the key's name, without the rest of the description} */
  @Override
  public String toString() {
    return "VaultKeyGenParameterSpec[" + name + "]";
  }

  /** Builds the description of a key. Not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private final Set<String> operations = new LinkedHashSet<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private int size = DEFAULT_SIZE;
    private @Nullable Curve curve;
    private @Nullable MlDsaParameterSet parameterSet;
    private boolean hardware;
    private @Nullable String releasePolicy;
    private @Nullable Instant notBefore;
    private @Nullable Instant expires;
    private @Nullable VaultLoadStoreParameter vault;

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Sets the size of an RSA key (2048, 3072, 4096) or an AES key (128, 192, 256).
     *
     * @param bits the size in bits
     * @return this builder
     * @throws IllegalArgumentException if the service has no key of that size
     */
    public Builder size(int bits) {
      if (!Set.of(128, 192, 256, 2048, 3072, 4096).contains(bits)) {
        throw new IllegalArgumentException(
            "The service makes RSA keys of 2048, 3072 and 4096 bits and AES keys of 128, 192 and 256, not of %s"
                .formatted(bits));
      }
      this.size = bits;
      return this;
    }

    /**
     * Sets the curve of an elliptic curve key.
     *
     * @param value the curve
     * @return this builder
     * @throws NullPointerException if the curve is null
     */
    public Builder curve(Curve value) {
      this.curve = Objects.requireNonNull(value, "curve");
      return this;
    }

    /**
     * Sets the parameter set of an ML-DSA key.
     *
     * @param value the parameter set
     * @return this builder
     * @throws NullPointerException if the parameter set is null
     */
    public Builder parameterSet(MlDsaParameterSet value) {
      this.parameterSet = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Chooses whether an HSM creates and keeps the key: {@code RSA-HSM}, {@code EC-HSM} or {@code
     * AKP-HSM}. A vault needs the Premium tier for that. In a Managed HSM every key is in an HSM.
     *
     * @param value true for an HSM; false, the default, for software
     * @return this builder
     */
    public Builder hardware(boolean value) {
      this.hardware = value;
      return this;
    }

    /**
     * Makes the key exportable under a release policy (secure key release). The service makes no
     * key exportable without one.
     *
     * @param json the policy
     * @return this builder
     * @throws NullPointerException if the policy is null
     */
    public Builder exportable(String json) {
      this.releasePolicy = Objects.requireNonNull(json, "json");
      return this;
    }

    /**
     * Restricts the key to some operations. Repeated calls add to the list.
     *
     * @param values any of {@code sign}, {@code verify}, {@code encrypt}, {@code decrypt}, {@code
     *     wrapKey} and {@code unwrapKey}
     * @return this builder
     * @throws IllegalArgumentException if a value is not one of these
     * @throws NullPointerException if a value is null
     */
    public Builder operations(String... values) {
      for (String value : values) {
        if (!OPERATIONS.contains(value)) {
          throw new IllegalArgumentException(
              "'%s' is not a key operation: use sign, verify, encrypt, decrypt, wrapKey or unwrapKey"
                  .formatted(value));
        }
        operations.add(value);
      }
      return this;
    }

    /**
     * Sets the start of the key's validity for signing, encrypting and wrapping.
     *
     * @param time the time; the service keeps whole seconds
     * @return this builder
     * @throws NullPointerException if the time is null
     */
    public Builder notBefore(Instant time) {
      this.notBefore = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Sets the end of the key's validity for signing, encrypting and wrapping.
     *
     * @param time the time; the service keeps whole seconds
     * @return this builder
     * @throws NullPointerException if the time is null
     */
    public Builder expires(Instant time) {
      this.expires = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Adds a tag, or replaces the one of this name.
     *
     * @param tag its name
     * @param value its value
     * @return this builder
     * @throws NullPointerException if an argument is null
     */
    public Builder tag(String tag, String value) {
      tags.put(Objects.requireNonNull(tag, "tag"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Creates the key in a vault that the program chooses, instead of the configured one.
     *
     * @param parameter the vault's address and how to open it
     * @return this builder
     * @throws NullPointerException if the parameter is null
     */
    public Builder in(VaultLoadStoreParameter parameter) {
      this.vault = Objects.requireNonNull(parameter, "parameter");
      return this;
    }

    /**
     * Builds the specification; the builder may be used further.
     *
     * @return the specification
     * @throws IllegalArgumentException if more than one of size, curve and parameter set is set, or
     *     if the key would expire before it becomes valid
     */
    public VaultKeyGenParameterSpec build() {
      if (size != DEFAULT_SIZE && curve != null) {
        throw new IllegalArgumentException(
            "The key %s cannot have both a size and a curve".formatted(name));
      }
      if (parameterSet != null && (size != DEFAULT_SIZE || curve != null)) {
        throw new IllegalArgumentException(
            "The key %s cannot have both a parameter set and a size or a curve".formatted(name));
      }
      if (notBefore != null && expires != null && !notBefore.isBefore(expires)) {
        throw new IllegalArgumentException(
            "The key %s would expire (%s) before it is valid: %s"
                .formatted(name, expires, notBefore));
      }
      return new VaultKeyGenParameterSpec(this);
    }
  }
}
