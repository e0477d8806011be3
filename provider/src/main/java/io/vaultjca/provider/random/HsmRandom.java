package io.vaultjca.provider.random;

import io.vaultjca.VaultException;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.remote.ManagedHsmOnly;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.ProviderException;
import java.security.SecureRandomSpi;
import java.util.Optional;

/**
 * The random bytes of the configured Managed HSM: one request for up to 128 bytes.
 *
 * <p>For seeds and for keys that policy wants from the HSM, not for a stream of numbers. Safe for
 * use by several threads.
 */
public final class HsmRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1L;

  /** The most that one request may ask for. */
  private static final int REQUEST_LIMIT = 128;

  private final transient ConfiguredVault configured;
  private transient volatile Vault vault;

  public HsmRandom(ConfiguredVault configured) {
    this.configured = configured;
  }

  /** The HSM's generator cannot be seeded, and a seed that is dropped would be a lie. */
  @Override
  protected void engineSetSeed(byte[] seed) {
    throw new UnsupportedOperationException(
        "AzureManagedHSM takes no seed: the HSM's generator seeds itself");
  }

  @Override
  protected void engineNextBytes(byte[] bytes) {
    try {
      Vault hsm = vault();
      for (int offset = 0; offset < bytes.length; offset += REQUEST_LIMIT) {
        int count = Math.min(REQUEST_LIMIT, bytes.length - offset);
        System.arraycopy(hsm.randomBytes(count), 0, bytes, offset, count);
      }
    } catch (VaultException e) {
      throw new ProviderException(RemoteFailure.logged(e).getMessage(), e);
    } catch (IOException e) {
      throw new ProviderException("AzureManagedHSM cannot be configured: " + e.getMessage(), e);
    }
  }

  private Vault vault() throws IOException {
    Vault opened = vault;
    if (opened == null) {
      opened = configured.open(Optional.empty());
      ManagedHsmOnly.require(opened, "AzureManagedHSM");
      vault = opened;
    }
    return opened;
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
