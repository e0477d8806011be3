package io.vaultjca.provider.random;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.VaultType;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.ProviderException;
import java.security.SecureRandomSpi;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The random generator of the configured Managed HSM: one request for each 128 bytes.
 *
 * <p>It is for seeds, and for keys that a policy requires to come from the HSM, not for streams of
 * numbers. Safe for use by several threads.
 */
public final class HsmRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1L;

  /** The service's limit for one request, in bytes. */
  private static final int REQUEST_LIMIT = 128;

  private final transient ConfiguredVault configured;
  private transient volatile @Nullable Vault vault;

  public HsmRandom(ConfiguredVault configured) {
    this.configured = configured;
  }

  /** Refuses: the HSM's generator cannot be seeded, and silently dropping a seed would mislead. */
  @Override
  protected void engineSetSeed(byte[] seed) {
    throw new UnsupportedOperationException(
        "AzureManagedHSM takes no seed: the HSM's generator seeds itself");
  }

  @Override
  protected void engineNextBytes(byte[] bytes) {
    try {
      Vault hsm = hsm();
      for (int offset = 0; offset < bytes.length; offset += REQUEST_LIMIT) {
        int count = Math.min(REQUEST_LIMIT, bytes.length - offset);
        System.arraycopy(hsm.randomBytes(count), 0, bytes, offset, count);
      }
    } catch (VaultException e) {
      throw RemoteFailure.unchecked(e);
    } catch (IOException e) {
      throw new ProviderException("AzureManagedHSM cannot be configured: " + e.getMessage(), e);
    }
  }

  private Vault hsm() throws IOException {
    Vault opened = vault;
    if (opened == null) {
      opened = configured.open(Optional.empty());
      requireManagedHsm(opened);
      vault = opened;
    }
    return opened;
  }

  private static void requireManagedHsm(Vault vault) {
    if (vault.config().type() != VaultType.MANAGED_HSM) {
      throw new ProviderException(
          """
          AzureManagedHSM needs a Managed HSM, and %s is taken for a Key Vault. Set %s to the \
          address of a Managed HSM, or %s=%s if this is one by another name"""
              .formatted(
                  vault.config().uri(),
                  Setting.URI.key(),
                  Setting.TYPE.key(),
                  VaultType.MANAGED_HSM.configName()));
    }
  }

  @Override
  protected byte[] engineGenerateSeed(int count) {
    byte[] seed = new byte[count];
    engineNextBytes(seed);
    return seed;
  }

  private Object writeReplace() throws ObjectStreamException {
    throw new NotSerializableException("AzureManagedHSM is a connection, not a state");
  }
}
