package io.vaultjca.provider.spec;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.key.Curve;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.text.ObjectName;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The key that a generator shall make in a vault.
 *
 * <pre>{@code
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultEC");
 * generator.initialize(
 *     VaultKeyGenParameterSpec.builder("signing").curve(Curve.P_384).hardware(true).build());
 * KeyPair pair = generator.generateKeyPair();
 * }</pre>
 *
 * <p>What is not set is the service's default. If a key of the name exists, it gets a new version.
 * Immutable and safe for use by several threads.
 */
public final class VaultKeyGenParameterSpec implements AlgorithmParameterSpec {
  private static final Set<String> OPERATIONS =
      Set.of("sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey");

  private final String name;
  private final int size;
  private final Curve curve;
  private final MlDsaParameterSet parameterSet;
  private final boolean hardware;
  private final String releasePolicy;
  private final Set<String> operations;
  private final Instant notBefore;
  private final Instant expires;
  private final Map<String, String> tags;
  private final VaultLoadStoreParameter vault;

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
   * {@return a builder of the description of a key}
   *
   * @param name its name: 1 to 127 letters, digits and hyphens; not null
   * @throws IllegalArgumentException if this is not a key name
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** {@return the key's name} */
  public String name() {
    return name;
  }

  /** {@return the size of an RSA or AES key in bits, if it was set} */
  public OptionalInt size() {
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
  }

  /** {@return the curve of an elliptic curve key, if it was set} */
  public Optional<Curve> curve() {
    return Optional.ofNullable(curve);
  }

  /** {@return the parameter set of an ML-DSA key, if it was set} */
  public Optional<MlDsaParameterSet> parameterSet() {
    return Optional.ofNullable(parameterSet);
  }

  /** {@return whether the key is made in an HSM; a Managed HSM makes every key there} */
  public boolean hardware() {
    return hardware;
  }

  /**
   * {@return the policy under which the key may be released, as JSON; a key is exportable if and
   * only if it has one}
   */
  public Optional<String> releasePolicy() {
    return Optional.ofNullable(releasePolicy);
  }

  /** {@return what the key may be used for, in the service's words; empty for its default} */
  public Set<String> operations() {
    return operations;
  }

  /** {@return when the key may first be used to sign, encrypt or wrap, if it was set} */
  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }

  /** {@return when the key may last be used to sign, encrypt or wrap, if it was set} */
  public Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  /** {@return the key's tags} */
  public Map<String, String> tags() {
    return tags;
  }

  /** {@return the vault of the program's own choice, if one was given} */
  public Optional<VaultLoadStoreParameter> vault() {
    return Optional.ofNullable(vault);
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "VaultKeyGenParameterSpec[" + name + "]";
  }

  /** Collects the description of a key. Not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private final Set<String> operations = new LinkedHashSet<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private int size;
    private Curve curve;
    private MlDsaParameterSet parameterSet;
    private boolean hardware;
    private String releasePolicy;
    private Instant notBefore;
    private Instant expires;
    private VaultLoadStoreParameter vault;

    private Builder(String name) {
      if (!ObjectName.isName(Objects.requireNonNull(name, "name"))) {
        throw new IllegalArgumentException(
            "'%s' is not a key name: a name has 1 to 127 letters, digits and hyphens"
                .formatted(name));
      }
      this.name = name;
    }

    /**
     * Sets the size of an RSA key (2048, 3072, 4096) or an AES key (128, 192, 256).
     *
     * @param bits the size in bits
     * @return this
     * @throws IllegalArgumentException if the service has no key of that size
     */
    public Builder size(int bits) {
      if (!Set.of(128, 192, 256, 2048, 3072, 4096).contains(bits)) {
        throw new IllegalArgumentException(
            ("The service makes RSA keys of 2048, 3072 and 4096 bits and AES keys of 128, 192 and"
                    + " 256; there is none of %s")
                .formatted(bits));
      }
      this.size = bits;
      return this;
    }

    /**
     * Sets the curve of an elliptic curve key.
     *
     * @param value the curve; not null
     * @return this
     */
    public Builder curve(Curve value) {
      this.curve = Objects.requireNonNull(value, "curve");
      return this;
    }

    /**
     * Sets the parameter set of an ML-DSA key.
     *
     * @param value the parameter set; not null
     * @return this
     */
    public Builder parameterSet(MlDsaParameterSet value) {
      this.parameterSet = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Makes the key in an HSM: {@code RSA-HSM}, {@code EC-HSM} or {@code AKP-HSM}. A vault needs
     * the premium tier.
     *
     * @param value whether to do so; a Managed HSM always does
     * @return this
     */
    public Builder hardware(boolean value) {
      this.hardware = value;
      return this;
    }

    /**
     * Makes the key exportable under a release policy (secure key release). There is no exportable
     * key without one.
     *
     * @param json the policy; not null
     * @return this
     */
    public Builder exportable(String json) {
      this.releasePolicy = Objects.requireNonNull(json, "json");
      return this;
    }

    /**
     * Restricts the key to some operations.
     *
     * @param values of {@code sign}, {@code verify}, {@code encrypt}, {@code decrypt}, {@code
     *     wrapKey}, {@code unwrapKey}
     * @return this
     * @throws IllegalArgumentException if there is no such operation
     */
    public Builder operations(String... values) {
      for (String value : values) {
        if (!OPERATIONS.contains(value)) {
          throw new IllegalArgumentException(
              ("'%s' is not a key operation: there are sign, verify, encrypt, decrypt, wrapKey and"
                      + " unwrapKey")
                  .formatted(value));
        }
        operations.add(value);
      }
      return this;
    }

    /**
     * Sets when the key may first be used to sign, encrypt or wrap; the service keeps whole
     * seconds.
     *
     * @param time the time; not null
     * @return this
     */
    public Builder notBefore(Instant time) {
      this.notBefore = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Sets when the key may last be used to sign, encrypt or wrap; the service keeps whole seconds.
     *
     * @param time the time; not null
     * @return this
     */
    public Builder expires(Instant time) {
      this.expires = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Adds a tag.
     *
     * @param tag its name; not null
     * @param value its value; not null
     * @return this
     */
    public Builder tag(String tag, String value) {
      tags.put(Objects.requireNonNull(tag, "tag"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Makes the key in a vault of the program's own choice, instead of the configured one.
     *
     * @param parameter which vault and how to open it; not null
     * @return this
     */
    public Builder in(VaultLoadStoreParameter parameter) {
      this.vault = Objects.requireNonNull(parameter, "parameter");
      return this;
    }

    /**
     * {@return the specification}
     *
     * @throws IllegalArgumentException if more than one of size, curve and parameter set is set, or
     *     the key would expire before it is valid
     */
    public VaultKeyGenParameterSpec build() {
      if (size != 0 && curve != null) {
        throw new IllegalArgumentException(
            "The key %s cannot have both a size and a curve".formatted(name));
      }
      if (parameterSet != null && (size != 0 || curve != null)) {
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
