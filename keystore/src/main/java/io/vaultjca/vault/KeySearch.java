package io.vaultjca.vault;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.key.KeyId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key in another vault: the version with the same name and the same public key. Symmetric
 * keys are compared by encrypting one block with both.
 *
 * <p>Safe for use by several threads.
 */
final class KeySearch {
  /** The most versions that one search reads. */
  private static final int MOST_VERSIONS = 25;

  /** Encrypted with an initialisation vector of zeros to compare two symmetric keys. */
  private static final byte[] BLOCK = "vaultjca: same? ".getBytes(StandardCharsets.US_ASCII);

  private final Vault home;
  private final KeyId id;
  private final KeyMaterial material;

  /** The block encrypted by the key at home; null until the first comparison. */
  private volatile byte @Nullable [] encryptedBlock;

  KeySearch(Vault home, KeyId id, KeyMaterial material) {
    this.home = home;
    this.id = id;
    this.material = material;
  }

  /** Returns the identifier of the key in another vault. A failure says why it has none. */
  KeyId in(Vault vault) throws VaultException {
    KeyBundle current = vault.getKey(id.name(), "");
    if (isSame(current)) {
      return usable(vault, current);
    }
    for (ListedItem version : otherVersions(vault, current)) {
      KeyBundle older = vault.getKey(id.name(), version.version());
      if (isSame(older)) {
        return usable(vault, older);
      }
    }
    throw unusable("no version of this name there has the same public key");
  }

  /** Backup and restore keep the version, so that one is tried first, and then the newest. */
  private List<ListedItem> otherVersions(Vault vault, KeyBundle current) throws VaultException {
    return vault.listKeyVersions(id.name()).stream()
        .filter(item -> !item.version().equals(current.id().version()))
        .sorted(
            Comparator.comparing((ListedItem item) -> !item.version().equals(id.version()))
                .thenComparing(
                    item -> item.attributes().created().orElse(Instant.MIN),
                    Comparator.reverseOrder()))
        .limit(MOST_VERSIONS)
        .toList();
  }

  private KeyId usable(Vault vault, KeyBundle bundle) throws VaultException {
    if (!bundle.attributes().enabled()) {
      throw new VaultException(
          Reason.DISABLED, "the version %s is disabled".formatted(bundle.id()), null);
    }
    if (material instanceof KeyMaterial.Symmetric symmetric) {
      requireSame(symmetric, vault, bundle);
    }
    return bundle.id();
  }

  private boolean isSame(KeyBundle other) {
    KeyMaterial there = other.material();
    if (material instanceof KeyMaterial.Akp own && there instanceof KeyMaterial.Akp akp) {
      return own.algorithm().equals(akp.algorithm())
          && Arrays.equals(own.publicKey(), akp.publicKey());
    }
    // Comparing symmetric keys takes a request, so only the current version is compared.
    return material instanceof KeyMaterial.Symmetric
        ? there instanceof KeyMaterial.Symmetric
        : material.equals(there);
  }

  private void requireSame(KeyMaterial.Symmetric key, Vault vault, KeyBundle bundle)
      throws VaultException {
    int bits = key.bits() != 0 ? key.bits() : ((KeyMaterial.Symmetric) bundle.material()).bits();
    if (bits == 0) {
      throw unusable(
          "symmetric keys cannot be compared without their size, which needs %s=2026-04-01 or later"
              .formatted(Setting.API_VERSION.key()));
    }
    try {
      if (!Arrays.equals(encryptedBlock(bits), encryptedBlock(vault, bundle.id(), bits))) {
        throw unusable("the symmetric key of this name there is a different key");
      }
    } catch (VaultException e) {
      if (e.reason() == Reason.OPERATION_NOT_PERMITTED || e.reason() == Reason.FORBIDDEN) {
        throw unusable(
            "comparing symmetric keys needs the permission to encrypt. " + e.getMessage());
      }
      throw e;
    }
  }

  /** Holds no lock while the request runs: two threads may both send it, for the same answer. */
  private byte[] encryptedBlock(int bits) throws VaultException {
    byte[] known = encryptedBlock;
    if (known == null) {
      known = encryptedBlock(home, id, bits);
      encryptedBlock = known;
    }
    return known;
  }

  private static byte[] encryptedBlock(Vault vault, KeyId key, int bits) throws VaultException {
    return vault
        .key(key)
        .encrypt("A%sCBC".formatted(bits), BLOCK, new byte[BLOCK.length], null)
        .ciphertext();
  }

  private static VaultException unusable(String why) {
    return VaultException.unusable(why, null);
  }
}
