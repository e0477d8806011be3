package com.example.sign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import io.vaultjca.provider.AzureKeyVaultProvider;

/** Signs a file with a key of a vault: {@code Sign VAULT.properties ALIAS FILE SIGNATURE}. */
public final class Sign {
  private Sign() {}

  public static void main(String[] arguments) throws Exception {
    Security.addProvider(new AzureKeyVaultProvider());
    KeyStore keys = open(Path.of(arguments[0]));
    byte[] signature = sign(keys, arguments[1], Files.readAllBytes(Path.of(arguments[2])));
    Files.write(Path.of(arguments[3]), signature);
    System.out.println("signed by " + Security.getProvider("AzureKeyVault").getVersionStr());
  }

  static KeyStore open(Path configuration) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("AzureKeyVault");
    try (InputStream file = Files.newInputStream(configuration)) {
      keys.load(file, null);
    }
    return keys;
  }

  static byte[] sign(KeyStore keys, String alias, byte[] document) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign((PrivateKey) keys.getKey(alias, null));
    signature.update(document);
    return signature.sign();
  }
}
