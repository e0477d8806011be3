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

/**
 * Finds the same key in another vault: the version of the same name that has the same public key.
 * Symmetric keys are compared by one block, which both encrypt.
 */
final class KeySearch {
  /** Older versions than so many are not looked at. */
  private static final int MOST_VERSIONS = 25;

  /** Encrypted with a vector of zeros, to see whether two symmetric keys are the same. */
  private static final byte[] BLOCK = "vaultjca: same? ".getBytes(StandardCharsets.US_ASCII);

  private final Vault home;
  private final KeyId id;
  private final KeyMaterial material;
  private byte[] encryptedBlock;

  KeySearch(Vault home, KeyId id, KeyMaterial material) {
    this.home = home;
    this.id = id;
    this.material = material;
  }

  /** The key in another vault; a failure says why there is none. */
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

  /** A key that was copied by backup and restore has the same versions, or it is a recent one. */
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
    // Of symmetric keys the current one alone is compared.
    return material instanceof KeyMaterial.Symmetric
        ? there instanceof KeyMaterial.Symmetric
        : material.equals(there);
  }

  private void requireSame(KeyMaterial.Symmetric key, Vault vault, KeyBundle bundle)
      throws VaultException {
    int bits = key.bits() != 0 ? key.bits() : ((KeyMaterial.Symmetric) bundle.material()).bits();
    if (bits == 0) {
      throw unusable(
          "its size, without which symmetric keys cannot be compared, is told from %s=2026-04-01 on"
              .formatted(Setting.API_VERSION.key()));
    }
    try {
      if (!Arrays.equals(encryptedBlock(bits), encryptedBlock(vault, bundle.id(), bits))) {
        throw unusable("the symmetric key of this name there is another one");
      }
    } catch (VaultException e) {
      if (e.reason() == Reason.OPERATION_NOT_PERMITTED || e.reason() == Reason.FORBIDDEN) {
        throw unusable("symmetric keys are compared by what they encrypt. " + e.getMessage());
      }
      throw e;
    }
  }

  private synchronized byte[] encryptedBlock(int bits) throws VaultException {
    if (encryptedBlock == null) {
      encryptedBlock = encryptedBlock(home, id, bits);
    }
    return encryptedBlock;
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
