package io.vaultjca.consumers.programs;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;

/** Signs once with a key of a vault. Arguments: a key store file, an alias, an algorithm. */
public final class SignOnce {
  private SignOnce() {}

  public static void main(String[] arguments) throws Exception {
    Security.addProvider(new AzureKeyVaultProvider());
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, null);
    }
    Signature signature = Signature.getInstance(arguments[2], "AzureKeyVault");
    signature.initSign((PrivateKey) store.getKey(arguments[1], null));
    signature.update("message".getBytes(StandardCharsets.UTF_8));
    System.out.println("signed: " + signature.sign().length + " bytes");
  }
}
