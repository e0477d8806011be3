package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.key.VaultPrivateKey;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nimbus JOSE+JWT signs tokens and decrypts with keys in the vault. */
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class NimbusTest {
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
              {"name": "p256k", "kty": "EC", "crv": "P-256K"},
              {"name": "p384", "kty": "EC", "crv": "P-384"},
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

  /** Returns a key, which needs no certificate: a handle has its public key. */
  private static VaultPrivateKey key(String name) throws Exception {
    return (VaultPrivateKey) store.getKey(name, null);
  }

  private static SignedJWT sign(JWSAlgorithm algorithm, JWSSigner signer) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(algorithm), new JWTClaimsSet.Builder().subject("alice").build());
    token.sign(signer);
    return SignedJWT.parse(token.serialize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512"})
  void signsWithRsa(String algorithm) throws Exception {
    SignedJWT token = sign(JWSAlgorithm.parse(algorithm), new RSASSASigner(key("rsa")));
    assertThat(token.verify(new RSASSAVerifier((RSAPublicKey) key("rsa").publicKey()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PS256", "PS384", "PS512"})
  void signsWithPssIfTheProviderIsNamed(String algorithm) throws Exception {
    PrivateKey key = key("rsa");
    // Nimbus sets the PSS parameters before the key, and they determine the provider.
    // Shown: Nimbus JOSE+JWT
    RSASSASigner signer = new RSASSASigner(key);
    signer.getJCAContext().setProvider(Security.getProvider("AzureKeyVault")); // for PS* and ES256K
    // Shown: end
    SignedJWT token = sign(JWSAlgorithm.parse(algorithm), signer);
    assertThat(token.verify(new RSASSAVerifier((RSAPublicKey) key("rsa").publicKey()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PS256", "PS384", "PS512"})
  void cannotSignWithPssIfAnotherProviderIsFirst(String algorithm) throws Exception {
    RSASSASigner signer = new RSASSASigner(key("rsa"));
    assertThatThrownBy(() -> sign(JWSAlgorithm.parse(algorithm), signer))
        .isInstanceOf(JOSEException.class)
        .hasMessageStartingWith("Invalid private RSA key");
  }

  @ParameterizedTest
  @CsvSource({"ES256, p256", "ES384, p384", "ES512, p521"})
  void signsWithEcdsa(String algorithm, String name) throws Exception {
    JWSAlgorithm ecdsa = JWSAlgorithm.parse(algorithm);
    Curve curve = Curve.forJWSAlgorithm(ecdsa).iterator().next();
    SignedJWT token = sign(ecdsa, new ECDSASigner(key(name), curve));
    JWSVerifier verifier = new ECDSAVerifier((ECPublicKey) key(name).publicKey());
    assertThat(token.verify(verifier)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = "p256k")
  void signsWithSecp256k1WhichTheJdkLacks(String name) throws Exception {
    ECDSASigner signer = new ECDSASigner(key(name), Curve.SECP256K1);
    signer.getJCAContext().setProvider(registered.provider());
    SignedJWT token = sign(JWSAlgorithm.ES256K, signer);
    ECDSAVerifier verifier = new ECDSAVerifier((ECPublicKey) key(name).publicKey());
    verifier.getJCAContext().setProvider(new BouncyCastleProvider());
    assertThat(token.verify(verifier)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decryptsRsaOaep256(boolean provider) throws Exception {
    JWEObject sealed =
        new JWEObject(
            new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM),
            new Payload("for your eyes only"));
    sealed.encrypt(new RSAEncrypter((RSAPublicKey) key("rsa").publicKey()));

    JWEObject received = JWEObject.parse(sealed.serialize());
    RSADecrypter decrypter = new RSADecrypter(key("rsa"));
    if (provider) {
      decrypter.getJCAContext().setKeyEncryptionProvider(registered.provider());
    }
    received.decrypt(decrypter);
    assertThat(received.getPayload().toString()).isEqualTo("for your eyes only");
  }
}
