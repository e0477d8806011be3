package io.vaultjca.consumers;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;

/** The code of the README, as it stands there. */
final class CodeExample {
  private CodeExample() {}

  static byte[] sign(Path file) throws Exception {
    // Shown: Code
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    try (InputStream in = Files.newInputStream(file)) { // vault.properties
      store.load(in, null);
    }
    PrivateKey key = (PrivateKey) store.getKey("release", null);

    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key); // the JCA sees whose key it is: no provider to name
    signature.update("text".getBytes(StandardCharsets.UTF_8));
    byte[] signed = signature.sign(); // one request
    // Shown: end
    return signed;
  }

  static KeyStore open(URI uri, Path ca, String token) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    store.load(
        VaultLoadStoreParameter.builder(uri)
            .set(Setting.TRUST_CERTIFICATES, ca.toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .set(Setting.ACCESS_TOKEN, token)
            .build());
    return store;
  }
}
