package io.vaultjca.provider.spec;

import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.ObjectName;
import java.security.spec.KeySpec;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which key in a vault: what the key factory {@code AzureKeyVault} turns into a handle.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VaultKeySpec implements KeySpec {
  private final Optional<KeyId> id;
  private final String name;
  private final String version;
  private final int size;
  private final VaultLoadStoreParameter vault;

  private VaultKeySpec(
      Optional<KeyId> id, String name, String version, int size, VaultLoadStoreParameter vault) {
    this.id = id;
    this.name = name;
    this.version = version;
    this.size = size;
    this.vault = vault;
  }

  /**
   * A key by its identifier. Where a vault is configured, the identifier must name that one, or
   * {@link #in} say how to open the other: an identifier from outside does not decide where a token
   * is sent. Where none is configured, an identifier of the service's own domains, such as {@code
   * https://NAME.vault.azure.net/keys/…}, names it to a credential of Azure Identity, and none to a
   * ready access token.
   *
   * @param kid {@code https://HOST/keys/NAME} or {@code https://HOST/keys/NAME/VERSION}; not null
   * @return the specification
   * @throws IllegalArgumentException if this is not a key identifier
   */
  public static VaultKeySpec ofKid(String kid) {
    KeyId id = KeyId.parse(Objects.requireNonNull(kid, "kid"));
    return new VaultKeySpec(Optional.of(id), id.name(), id.version(), 0, null);
  }

  /**
   * {@return the current version of a key in the configured vault}
   *
   * @param name the key's name: 1 to 127 letters, digits and hyphens; not null
   * @throws IllegalArgumentException if this is not a key name
   */
  public static VaultKeySpec ofName(String name) {
    return ofName(name, "");
  }

  /**
   * {@return a version of a key in the configured vault}
   *
   * @param name the key's name: 1 to 127 letters, digits and hyphens; not null
   * @param version 32 hexadecimal digits, or empty for the current version; not null
   * @throws IllegalArgumentException if this is not a key name or not a key version
   */
  public static VaultKeySpec ofName(String name, String version) {
    if (!ObjectName.isName(Objects.requireNonNull(name, "name"))) {
      throw new IllegalArgumentException(
          "'%s' is not a key name: a name has 1 to 127 letters, digits and hyphens"
              .formatted(name));
    }
    if (!Objects.requireNonNull(version, "version").isEmpty() && !ObjectName.isVersion(version)) {
      throw new IllegalArgumentException(
          "'%s' is not a key version: a version has 32 hexadecimal digits".formatted(version));
    }
    return new VaultKeySpec(Optional.empty(), name, version, 0, null);
  }

  /**
   * {@return the same key, in a vault of the program's own choice}
   *
   * @param parameter which vault and how to open it; not null
   */
  public VaultKeySpec in(VaultLoadStoreParameter parameter) {
    return new VaultKeySpec(
        id, name, version, size, Objects.requireNonNull(parameter, "parameter"));
  }

  /**
   * {@return the same key, of a size that the program knows: the service tells it only from
   * api-version 2026-04-01 on}
   *
   * @param bits 128, 192 or 256
   * @throws IllegalArgumentException if there is no such size
   */
  public VaultKeySpec ofSize(int bits) {
    if (!Set.of(128, 192, 256).contains(bits)) {
      throw new IllegalArgumentException("A symmetric key has 128, 192 or 256 bits, not " + bits);
    }
    return new VaultKeySpec(id, name, version, bits, vault);
  }

  /** {@return the identifier that the specification was made of; empty if it was made of a name} */
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

  /** {@return the size of a symmetric key in bits, if it was given} */
  public OptionalInt size() {
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
  }

  /** {@return the vault of the program's own choice, if one was given} */
  public Optional<VaultLoadStoreParameter> vault() {
    return Optional.ofNullable(vault);
  }

  /** The identifier, or the name and version. */
  @Override
  public String toString() {
    return id.map(KeyId::toString).orElse(version.isEmpty() ? name : name + "/" + version);
  }
}
