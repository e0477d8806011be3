package io.vaultjca.provider.spec;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.ObjectName;
import java.security.spec.KeySpec;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names a key in a vault, by its identifier or by its name. The key factories {@code AzureKeyVault}
 * look the key up, with one request, and return a handle.
 *
 * <pre>{@code
 * KeyFactory factory = KeyFactory.getInstance("AzureKeyVault");
 * PrivateKey key = factory.generatePrivate(VaultKeySpec.ofName("signing"));
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VaultKeySpec implements KeySpec {
  private static final int UNKNOWN_SIZE = 0;

  private final Optional<KeyId> id;
  private final String name;
  private final String version;
  private final int size;
  private final @Nullable VaultLoadStoreParameter vault;

  private VaultKeySpec(
      Optional<KeyId> id,
      String name,
      String version,
      int size,
      @Nullable VaultLoadStoreParameter vault) {
    this.id = id;
    this.name = name;
    this.version = version;
    this.size = size;
    this.vault = vault;
  }

  /**
   * Names a key by its identifier.
   *
   * <p>An identifier may come from an untrusted source, so it must not decide where a token is
   * sent. If a vault is configured, the key must be in that vault, or {@link #in} must say how to
   * open the other one. If no vault is configured, an identifier in the service's own domains, such
   * as {@code https://NAME.vault.azure.net/keys/…}, selects the vault, unless the credential is a
   * ready access token.
   *
   * @param kid {@code https://HOST/keys/NAME} for the current version, or {@code
   *     https://HOST/keys/NAME/VERSION}
   * @return the specification
   * @throws IllegalArgumentException if this is not a key identifier
   * @throws NullPointerException if the identifier is null
   */
  public static VaultKeySpec ofKid(String kid) {
    KeyId id = KeyId.parse(Objects.requireNonNull(kid, "kid"));
    return new VaultKeySpec(Optional.of(id), id.name(), id.version(), UNKNOWN_SIZE, null);
  }

  /**
   * Names the current version of a key in the configured vault.
   *
   * @param name the key's name: 1 to 127 letters, digits and hyphens
   * @return the specification
   * @throws IllegalArgumentException if this is not a key name
   * @throws NullPointerException if the name is null
   */
  public static VaultKeySpec ofName(String name) {
    return ofName(name, "");
  }

  /**
   * Names one version of a key in the configured vault.
   *
   * @param name the key's name: 1 to 127 letters, digits and hyphens
   * @param version 32 hexadecimal digits, or empty for the current version
   * @return the specification
   * @throws IllegalArgumentException if this is not a key name or not a key version
   * @throws NullPointerException if an argument is null
   */
  public static VaultKeySpec ofName(String name, String version) {
    requireKeyName(name);
    if (!Objects.requireNonNull(version, "version").isEmpty() && !ObjectName.isVersion(version)) {
      throw new IllegalArgumentException(
          "'%s' is not a key version: a version has 32 hexadecimal digits".formatted(version));
    }
    return new VaultKeySpec(Optional.empty(), name, version, UNKNOWN_SIZE, null);
  }

  static String requireKeyName(String name) {
    if (!ObjectName.isName(Objects.requireNonNull(name, "name"))) {
      throw new IllegalArgumentException(
          "'%s' is not a key name: a name has %s".formatted(name, ObjectName.RULE));
    }
    return name;
  }

  /**
   * Returns a specification of the same key in a vault that the program chooses, instead of the
   * configured one.
   *
   * @param parameter the vault's address and how to open it
   * @return the new specification
   * @throws NullPointerException if the parameter is null
   */
  public VaultKeySpec in(VaultLoadStoreParameter parameter) {
    return new VaultKeySpec(
        id, name, version, size, Objects.requireNonNull(parameter, "parameter"));
  }

  /**
   * Returns a specification of the same key with the size of a symmetric key. The service reports
   * this size only from api-version 2026-04-01 on; with an older one the ciphers assume 256 bits.
   *
   * @param bits 128, 192 or 256
   * @return the new specification
   * @throws IllegalArgumentException if a symmetric key cannot have this size
   */
  public VaultKeySpec ofSize(int bits) {
    if (!Set.of(128, 192, 256).contains(bits)) {
      throw new IllegalArgumentException("A symmetric key has 128, 192 or 256 bits, not " + bits);
    }
    return new VaultKeySpec(id, name, version, bits, vault);
  }

  /** {@return the identifier passed to {@link #ofKid}; empty for a key that was named} */
  public Optional<KeyId> id() {
    return id;
  }

  /** {@return the key's name} */
  public String name() {
    return name;
  }

  /** {@return the key's version; empty for the current one} */
  public String version() {
    return version;
  }

  /** {@return the size of a symmetric key in bits, if it was set} */
  public OptionalInt size() {
    return size == UNKNOWN_SIZE ? OptionalInt.empty() : OptionalInt.of(size);
  }

  /** {@return the vault that the program chose; empty for the configured one} */
  public Optional<VaultLoadStoreParameter> vault() {
    return Optional.ofNullable(vault);
  }

  /** {@return the identifier, or the name and version} */
  @Override
  public String toString() {
    return id.map(KeyId::toString).orElse(version.isEmpty() ? name : name + "/" + version);
  }
}
