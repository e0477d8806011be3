package io.vaultjca.benchmarks;

import com.azure.security.keyvault.jca.KeyVaultJcaProvider;
import com.azure.security.keyvault.jca.KeyVaultLoadStoreParameter;
import java.security.KeyStore;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Opens the vault that the first argument names with Microsoft's provider, and walks over it. A
 * process of its own: what the provider trusts and where it gets tokens, it takes from system
 * properties and the environment, once in the life of a JVM.
 */
final class MicrosoftWalk {
  private MicrosoftWalk() {}

  /** Prints the seconds from opening to the last chain. */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("com.azure").setLevel(Level.SEVERE);
    long started = System.nanoTime();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new KeyVaultJcaProvider());
    KeyVaultLoadStoreParameter parameter = new KeyVaultLoadStoreParameter(arguments[0]);
    parameter.disableChallengeResourceVerification();
    store.load(parameter);
    OpenAndWalk.walk(store, true);
    System.out.println((System.nanoTime() - started) / 1e9);
    System.exit(0);
  }
}
