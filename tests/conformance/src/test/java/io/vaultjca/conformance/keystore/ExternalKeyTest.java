package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.issue;
import static io.vaultjca.conformance.keystore.KeyStoreWritingTest.rsa;
import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static io.vaultjca.conformance.keystore.OpenedVault.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that an HSM of the customer holds and a Managed HSM refers to. */
class ExternalKeyTest {
  private static final String VERSION = "2026-03-01-preview";
  private static final String SEED =
      """
      {"keys": [{"name": "kek", "kty": "oct", "external_key": "kek-1"},
                {"name": "transport", "kty": "RSA", "external_key": "rsa-1"},
                {"name": "web", "kty": "RSA"}]}
      """;
  private static final SecretKey DATA_KEY = new SecretKeySpec(Bytes.of(32), "AES");

  @TempDir private Path folder;
  private OpenedVault hsm;
  private KeyStore store;
  private Provider provider;

  @BeforeEach
  void open() throws Exception {
    hsm = OpenedVault.managedHsm(SEED);
    store = hsm.open("azure.keyvault.api-version=" + VERSION);
    provider = store.getProvider();
  }

  @AfterEach
  void close() {
    hsm.close();
  }

  @Test
  void isListedAndShown() throws Exception {
    assertThat(aliases(store)).containsExactly("kek");
    assertThat(store.entryInstanceOf("kek", KeyStore.SecretKeyEntry.class)).isTrue();
    assertThat(((VaultKey) store.getKey("kek", null)).isExternal()).isTrue();
    assertThat(((VaultSecretKey) store.getKey("kek", null)).size()).hasValue(256);
    assertThat(((VaultKey) store.getKey("transport", null)).isExternal()).isTrue();
    assertThat(((VaultPrivateKey) store.getKey("transport", null)).publicKey().isExternal())
        .isTrue();
    assertThat(((VaultKey) store.getKey("web", null)).isExternal()).isFalse();
  }

  @Test
  void wrapsAndUnwraps() throws Exception {
    SecretKey kek = (SecretKey) store.getKey("kek", null);
    Cipher aes = Cipher.getInstance("AES/KW/NoPadding", provider);
    aes.init(Cipher.WRAP_MODE, kek);
    byte[] wrapped = aes.wrap(DATA_KEY);
    aes.init(Cipher.UNWRAP_MODE, kek);
    assertThat(aes.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).isEqualTo(DATA_KEY);

    VaultPrivateKey pair = (VaultPrivateKey) store.getKey("transport", null);
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
    rsa.init(Cipher.WRAP_MODE, pair.publicKey());
    wrapped = rsa.wrap(DATA_KEY);
    rsa.init(Cipher.UNWRAP_MODE, pair);
    assertThat(rsa.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).isEqualTo(DATA_KEY);
  }

  /** The embedded vault lacks the algorithm; the request carries its documented name. */
  @Test
  void wrapsWithPaddingUnderTheDocumentedName() throws Exception {
    try (Gateway gateway = Gateway.to(hsm.server())) {
      KeyStore through =
          KeyStoreFile.of(gateway.uri(), gateway.trusted())
              .withoutVerification()
              .with("type", "managed-hsm")
              .with("access-token", hsm.server().accessToken())
              .with("api-version", VERSION)
              .open(new AzureKeyVaultProvider());
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", through.getProvider());
      cipher.init(Cipher.WRAP_MODE, through.getKey("kek", null));
      assertThatThrownBy(() -> cipher.wrap(DATA_KEY))
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("Algorithm 'A256KWP' is not supported");
      assertThat(gateway.received())
          .anyMatch(
              request ->
                  new String(request.body(), StandardCharsets.UTF_8)
                      .startsWith("{\"alg\":\"A256KWP\","));
    }
  }

  @Test
  void refusesEveryOtherOperation() throws Exception {
    SecretKey kek = (SecretKey) store.getKey("kek", null);
    VaultPrivateKey pair = (VaultPrivateKey) store.getKey("transport", null);
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    Mac mac = Mac.getInstance("HS256", provider);
    Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
    hsm.server().counters().reset();
    signature.initSign(pair);
    assertThatThrownBy(signature::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessage(refused("Signing (RS256)", pair, "rsa-1"));
    signature.initVerify(pair.publicKey());
    assertThatThrownBy(() -> signature.verify(new byte[256]))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessage(refused("Verifying (RS256)", pair, "rsa-1"));
    mac.init(kek);
    assertThatThrownBy(() -> mac.doFinal(Bytes.of(7)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessage(refused("Signing (HS256)", kek, "kek-1"));
    aes.init(Cipher.ENCRYPT_MODE, kek);
    assertThatThrownBy(() -> aes.doFinal(Bytes.of(7)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessage(refused("Encrypting (A256CBCPAD)", kek, "kek-1"));
    aes.init(Cipher.DECRYPT_MODE, kek, new IvParameterSpec(new byte[16]));
    assertThatThrownBy(() -> aes.doFinal(Bytes.of(16)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessage(refused("Decrypting (A256CBCPAD)", kek, "kek-1"));
    rsa.init(Cipher.ENCRYPT_MODE, pair.publicKey());
    assertThatThrownBy(() -> rsa.doFinal(Bytes.of(7)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessage(refused("Encrypting (RSA-OAEP-256)", pair, "rsa-1"));
    assertThat(hsm.server().counters().requests()).isZero();
  }

  private static String refused(String operation, Object key, String external) {
    return """
        %s with the key %s failed before a request: this is an external key (%s). An HSM outside \
        the service holds it, and it can only wrap and unwrap keys. Use a key that the service \
        holds."""
        .formatted(operation, key, external);
  }

  /** Older versions do not mark external keys, so that the service refuses the operation. */
  @Test
  void reportsTheServicesRefusalWithOlderVersions() throws Exception {
    KeyStore older = hsm.open();
    VaultPrivateKey key = (VaultPrivateKey) older.getKey("transport", null);
    assertThat(key.isExternal()).isFalse();
    Signature signature = Signature.getInstance("SHA256withRSA", older.getProvider());
    signature.initSign(key);
    assertThatThrownBy(signature::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("403 Forbidden/KeyOperationForbidden");
  }

  @Test
  void isNeverChosenForAHandshake() throws Exception {
    KeyPair ca = rsa();
    String[] lines = new String[3];
    lines[0] = "azure.keyvault.api-version=" + VERSION;
    int line = 1;
    // The newest certificate is chosen, unless it cannot be used.
    for (String name : new String[] {"web", "transport"}) {
      PrivateKey key = (PrivateKey) store.getKey(name, null);
      Path chain = folder.resolve(name + ".pem");
      Files.writeString(
          chain, pem(issue(ca, "CN=ca", ((VaultPrivateKey) key).publicKey(), "CN=" + name)));
      lines[line++] = "azure.keyvault.certificate-chain." + name + "=" + chain;
    }
    KeyStore served = hsm.open(lines);
    assertThat(aliases(served)).containsExactlyInAnyOrder("kek", "transport", "web");
    assertThat(served.isKeyEntry("transport")).isTrue();
    KeyManagerFactory factory = KeyManagerFactory.getInstance("AzureKeyVault", provider);
    factory.init(served, null);
    X509KeyManager manager = (X509KeyManager) factory.getKeyManagers()[0];
    String chosen = manager.chooseServerAlias("RSA", null, null);
    assertThat(manager.getPrivateKey(chosen)).isEqualTo(served.getKey("web", null));
    assertThat(manager.getPrivateKey("transport")).isNull();
    assertThat(manager.getCertificateChain("transport")).isNull();
  }
}
