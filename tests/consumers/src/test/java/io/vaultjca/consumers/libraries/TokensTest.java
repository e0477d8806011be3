package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import COSE.CoseException;
import COSE.OneKey;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.AESEncrypter;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureAlgorithm;
import io.jsonwebtoken.security.WeakKeyException;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import javax.crypto.SecretKey;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Token libraries: what they can and cannot do with keys in the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class TokensTest {
  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;

  @BeforeAll
  static void openVault() throws Exception {
    vault =
        ServedVault.with(
            """
            {"keys": [
              {"name": "rsa", "kty": "RSA"},
              {"name": "p256", "kty": "EC", "crv": "P-256"},
              {"name": "p521", "kty": "EC", "crv": "P-521"}
            ]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore();
  }

  @AfterAll
  static void closeVault() {
    registered.close();
    vault.close();
  }

  private static VaultPrivateKey key(String name) throws Exception {
    return (VaultPrivateKey) store.getKey(name, null);
  }

  /** Verifies with another library than the one that signed. */
  private static String subjectOf(String token, PublicKey key) {
    return Jwts.parser().verifyWith(key).build().parseSignedClaims(token).getPayload().getSubject();
  }

  @ParameterizedTest
  @CsvSource({"rsa, RS256", "rsa, PS256", "p256, ES256", "p521, ES512"})
  void jose4jSignsWithTheProviderNamed(String name, String algorithm) throws Exception {
    PrivateKey key = key(name);
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload("{\"sub\":\"alice\"}");
    // Shown: jose4j
    ProviderContext context = new ProviderContext(); // for PS*
    context.getSuppliedKeyProviderContext().setSignatureProvider("AzureKeyVault");
    token.setProviderContext(context);
    token.setAlgorithmHeaderValue(algorithm);
    token.setKey(key);
    // Shown: end
    assertThat(subjectOf(token.getCompactSerialization(), key(name).publicKey()))
        .isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource({"rsa, RS256", "rsa, PS256", "p256, ES256", "p521, ES512"})
  void jjwtSignsWithTheProviderNamed(String name, String id) throws Exception {
    PrivateKey key = key(name);
    SignatureAlgorithm algorithm = (SignatureAlgorithm) Jwts.SIG.get().forKey(id);
    // Shown: jjwt
    String token =
        Jwts.builder()
            .provider(Security.getProvider("AzureKeyVault")) // for PS*
            .subject("alice")
            .signWith(key, algorithm)
            .compact();
    // Shown: end
    JsonWebSignature read = new JsonWebSignature();
    read.setCompactSerialization(token);
    read.setKey(key(name).publicKey());
    assertThat(read.verifySignature()).isTrue();
  }

  @Test
  void javaJwtAcceptsOnlyRsaPrivateKeyAndEcPrivateKey() throws Exception {
    RSAKey rsa = (RSAKey) key("rsa");
    ECKey ec = (ECKey) key("p256");
    assertThatThrownBy(() -> Algorithm.RSA256(rsa))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be null");
    assertThatThrownBy(() -> Algorithm.ECDSA256(ec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "p256"})
  void coseJavaNeedsTheEncodedKey(String name) throws Exception {
    VaultPrivateKey key = key(name);
    assertThatThrownBy(() -> new OneKey(key.publicKey(), key))
        .isInstanceOfAny(CoseException.class, NullPointerException.class, ClassCastException.class);
  }

  /** They derive the key's length from its encoding, which only the HSM has. */
  @Test
  void jjwtAndNimbusCannotDetermineTheLengthOfAnAesKey() throws Exception {
    Path folder = Files.createTempDirectory("hsm");
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      hsm.seed("{\"keys\": [{\"name\": \"aes\", \"kty\": \"oct-HSM\", \"size\": 256}]}");
      KeyStore keys = KeyStore.getInstance("AzureKeyVault");
      try (InputStream in =
          Files.newInputStream(hsm.writeProperties(folder.resolve("vault.properties")))) {
        keys.load(in, null);
      }
      SecretKey aes = (SecretKey) keys.getKey("aes", null);
      assertThatThrownBy(() -> new AESEncrypter(aes)).isInstanceOf(KeyLengthException.class);
      assertThatThrownBy(
              () ->
                  Jwts.builder()
                      .subject("alice")
                      .encryptWith(aes, Jwts.KEY.A256KW, Jwts.ENC.A256GCM)
                      .compact())
          .isInstanceOf(WeakKeyException.class)
          .hasMessageContaining("has a length of 0 bits");
    } finally {
      Files.delete(folder.resolve("vault.properties"));
      Files.delete(folder);
    }
  }
}
