package io.vaultjca.conformance.keystore;

import static io.vaultjca.conformance.keystore.OpenedVault.aliases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that the vault cannot import is refused when it is set, before any request. */
class ImportableKeysTest {
  private static final String ONE = "{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}";

  private record Refused(String what, PrivateKey key) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Refused> refusedKeys() throws Exception {
    List<Refused> refused = new ArrayList<>();
    refused.add(new Refused("a key for XDH", generated("X25519")));
    refused.add(new Refused("a key for EdDSA", generated("Ed25519")));
    refused.add(new Refused("a key for DSA", generated("DSA")));
    refused.add(new Refused("a key for RSASSA-PSS", generated("RSASSA-PSS")));
    refused.add(new Refused("on another curve", ec("secp224r1").getPrivate()));
    refused.add(new Refused("on another curve", ec("brainpoolP256r1").getPrivate()));
    for (int bits : new int[] {1024, 2040, 5120}) {
      refused.add(new Refused("an RSA key of %s bits".formatted(bits), rsa(bits)));
    }
    if (Security.getProviders("KeyPairGenerator.ML-DSA") != null) {
      refused.add(new Refused("a key for ML-DSA", generated("ML-DSA-65")));
    }
    return refused;
  }

  private static PrivateKey generated(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
  }

  /** A key of this length that does not work. */
  private static PrivateKey rsa(int bits) throws GeneralSecurityException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new RSAPrivateKeySpec(modulus, BigInteger.TEN.setBit(0)));
  }

  private static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static Certificate[] certificateFor(PublicKey key) throws Exception {
    return new Certificate[] {
      KeyStoreWritingTest.issue(KeyStoreWritingTest.rsa(), "CN=ca", key, "CN=new")
    };
  }

  @ParameterizedTest
  @MethodSource("refusedKeys")
  void refusesUnsupportedPrivateKeys(Refused refused) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      Certificate[] chain = certificateFor(KeyStoreWritingTest.rsa().getPublic());
      assertThatThrownBy(() -> store.setKeyEntry("new", refused.key(), null, chain))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage(
              """
              The private key of 'new' cannot be imported: a vault takes RSA keys of 2048, 3072 or \
              4096 bits and EC keys on P-256, P-256K, P-384 or P-521, and this one is %s"""
                  .formatted(refused.what()));
      store.store(null, null);
      assertThat(vault.server().counters().requests()).isZero();
      assertThat(aliases(store)).containsExactly("web");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp256k1", "secp384r1", "secp521r1", "RSA"})
  void refusesAKeyThatDoesNotMatchItsCertificate(String kind) throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      KeyPair pair = kind.equals("RSA") ? KeyStoreWritingTest.rsa() : ec(kind);
      KeyPair another = kind.equals("RSA") ? KeyStoreWritingTest.rsa() : ec(kind);
      for (PublicKey foreign :
          List.of(another.getPublic(), KeyStoreWritingTest.rsa().getPublic())) {
        Certificate[] chain = certificateFor(foreign);
        assertThatThrownBy(() -> store.setKeyEntry("new", pair.getPrivate(), null, chain))
            .isExactlyInstanceOf(KeyStoreException.class)
            .hasMessage("The first certificate of the chain for 'new' is not for its private key");
      }
      assertThat(vault.server().counters().requests()).isZero();
      Certificate[] own = certificateFor(pair.getPublic());
      store.setKeyEntry("new", pair.getPrivate(), null, own);
      store.store(null, null);
      assertThat(vault.open().getCertificate("new")).isEqualTo(own[0]);
    }
  }

  @Test
  void refusesASymmetricKeyOfAnUnsupportedLength() throws Exception {
    try (OpenedVault hsm = OpenedVault.managedHsm("{}")) {
      KeyStore store = hsm.open();
      assertThatThrownBy(
              () ->
                  store.setKeyEntry(
                      "data", new SecretKeySpec(new byte[20], "HmacSHA1"), null, null))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage(
              """
              The key 'data' cannot be imported: a vault takes symmetric keys of 128, 192 or 256 \
              bits, and this one has 160""");
      store.setKeyEntry("data", new SecretKeySpec(new byte[24], "AES"), null, null);
      store.store(null, null);
      assertThat(aliases(hsm.open())).containsExactly("data");
    }
  }

  @Test
  void refusesAKeyThatIsNeitherPrivateNorSecret() throws Exception {
    try (OpenedVault vault = OpenedVault.with(ONE)) {
      KeyStore store = vault.open();
      KeyPair pair = KeyStoreWritingTest.rsa();
      Certificate[] chain = {KeyStoreWritingTest.selfSigned(pair, "CN=new")};
      assertThatThrownBy(() -> store.setKeyEntry("new", null, null, chain))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage("The entry 'new' needs a private or a secret key; it was given null");
      assertThatThrownBy(() -> store.setKeyEntry("new", pair.getPublic(), null, chain))
          .isExactlyInstanceOf(KeyStoreException.class)
          .hasMessage(
              "The entry 'new' needs a private or a secret key; it was given a %s"
                  .formatted(pair.getPublic().getClass().getName()));
    }
  }
}
