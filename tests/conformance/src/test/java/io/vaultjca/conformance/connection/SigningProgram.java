package io.vaultjca.conformance.connection;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Signs once with the key {@code web} of each given key store file, prints one line with each
 * result, and logs the messages of the product. It is a separate process because credentials read
 * the environment.
 */
public final class SigningProgram {
  private SigningProgram() {}

  public static void main(String[] files) throws Exception {
    Logger logger = Logger.getLogger("io.vaultjca");
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    logger.setLevel(Level.ALL);
    logger.addHandler(console);
    logger.setUseParentHandlers(false);
    for (String file : files) {
      KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
      try (InputStream content = Files.newInputStream(Path.of(file))) {
        store.load(content, null);
      }
      try {
        PrivateKey key = (PrivateKey) store.getKey("web", null);
        Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
        signature.initSign(key);
        signature.update((byte) 1);
        System.out.println("signed " + (signature.sign().length > 60));
      } catch (ProviderException | SignatureException e) {
        System.out.println("failed " + e.getMessage());
      }
    }
    System.exit(0);
  }
}
