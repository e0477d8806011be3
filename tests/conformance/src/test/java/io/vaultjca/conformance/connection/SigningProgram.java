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
 * Signs once with the key {@code web} of the key store file that it is given, prints how that went,
 * and logs our messages: a process of its own, since a credential looks for what it needs in the
 * environment.
 */
public final class SigningProgram {
  private SigningProgram() {}

  public static void main(String[] arguments) throws Exception {
    Logger logger = Logger.getLogger("io.vaultjca");
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    logger.setLevel(Level.ALL);
    logger.addHandler(console);
    logger.setUseParentHandlers(false);
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    char[] password = arguments.length > 1 ? arguments[1].toCharArray() : null;
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, password);
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
    System.exit(0);
  }
}
