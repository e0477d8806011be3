package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;

/** Opens a key store and signs two messages with one alias. */
final class SignTwice {
  private SignTwice() {}

  /** What happens between the two signatures. */
  @FunctionalInterface
  interface Between {
    void happens();
  }

  static void run(Path properties, String alias, Between between)
      throws IOException, GeneralSecurityException {
    Provider provider = new AzureKeyVaultProvider();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    try (InputStream file = Files.newInputStream(properties)) {
      store.load(file, null);
    }
    PrivateKey key = (PrivateKey) store.getKey(alias, null);
    sign(provider, store, alias, key, "first");
    between.happens();
    sign(provider, store, alias, key, "second");
  }

  private static void sign(
      Provider provider, KeyStore store, String alias, PrivateKey key, String message)
      throws GeneralSecurityException {
    byte[] content = message.getBytes(StandardCharsets.UTF_8);
    Signature signer = Signature.getInstance("SHA256withECDSA", provider);
    signer.initSign(key);
    signer.update(content);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
    verifier.initVerify(store.getCertificate(alias));
    verifier.update(content);
    assertThat(verifier.verify(signature)).isTrue();
  }
}
