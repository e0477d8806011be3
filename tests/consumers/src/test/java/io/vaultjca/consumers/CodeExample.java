package io.vaultjca.consumers;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** The code of docs/code.md. */
final class CodeExample {
  private CodeExample() {}

  static KeyStore open(Path file) throws Exception {
    // Shown: Open
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    try (InputStream in = Files.newInputStream(file)) { // vault.properties
      store.load(in, null);
    }
    // Shown: end
    return store;
  }

  static KeyStore open(URI uri, String token) throws Exception {
    // Shown: Open by parameter
    KeyStore store = KeyStore.getInstance("AzureKeyVault");
    store.load(VaultLoadStoreParameter.builder(uri).set(Setting.ACCESS_TOKEN, token).build());
    // Shown: end
    return store;
  }

  static PrivateKey key(VaultLoadStoreParameter parameter) throws Exception {
    // Shown: Key factory
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault");
    PrivateKey key = factory.generatePrivate(VaultKeySpec.ofName("build").in(parameter));
    // Shown: end
    return key;
  }

  static byte[] sign(PrivateKey key) throws Exception {
    // Shown: Sign
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key); // the JCA sees whose key it is: no provider to name
    signature.update("text".getBytes(StandardCharsets.UTF_8));
    byte[] signed = signature.sign(); // one request
    // Shown: end
    return signed;
  }

  static byte[] encryptAndDecrypt(VaultPrivateKey key, byte[] text) throws Exception {
    // Shown: Encrypt
    OAEPParameterSpec oaep =
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    Cipher encryption = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    encryption.init(Cipher.ENCRYPT_MODE, key.publicKey(), oaep);
    byte[] encrypted = encryption.doFinal(text);

    Cipher decryption = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    decryption.init(Cipher.DECRYPT_MODE, key, oaep);
    byte[] decrypted = decryption.doFinal(encrypted); // one request
    // Shown: end
    return decrypted;
  }
}
