package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole message for each misuse of a key, since tools print nothing else. */
@ResourceLock(TestVault.SHARED)
class MessagesTest {
  private final Provider provider = new AzureKeyVaultProvider();
  private final TestVault vault = TestVault.vault();
  private final PrivateHandle rsa = vault.privateKey("rsa-2048");
  private final PrivateHandle ec = vault.privateKey("ec-p256");
  private final SecretHandle aes = TestVault.hsm().secretKey("oct-256");

  private void check(TestVault.Action wrong, Class<? extends Throwable> type, String message) {
    Throwable thrown = catchThrowable(wrong::run);
    assertThat(thrown).isExactlyInstanceOf(type);
    assertThat(
            thrown
                .getMessage()
                .replaceAll("request id [0-9a-f-]{36}", "request id …")
                .replaceAll("Activity ID: [0-9a-f-]{36}", "Activity ID: …"))
        .isEqualTo(message);
  }

  @Test
  void aKeyOfAnotherType() throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    check(
        () -> signature.initSign(ec),
        InvalidKeyException.class,
        "SHA256withRSA needs an RSA key; " + ec + " is of the type EC");
  }

  @Test
  void pssParametersThatTheServiceLacks() throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    signature.initSign(rsa);
    check(
        () ->
            signature.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1)),
        InvalidAlgorithmParameterException.class,
        """
        The service does not offer RSASSA-PSS with the salt length 20: it offers SHA-256, SHA-384 \
        and SHA-512, with MGF1 of the same hash, a salt as long as the hash (32, 48 or 64 bytes) \
        and trailer field 1""");
  }

  @Test
  void aDisabledKey() throws Exception {
    PrivateHandle key = vault.privateKey("rsa-disabled");
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    check(
        signature::sign,
        SignatureException.class,
        """
        Signing (RS256) with the key %s failed: the Key Vault answered 403 Forbidden/KeyDisabled: \
        "Operation sign is not allowed on a disabled key." (request id …). Enable this version in \
        the vault, or use another one."""
            .formatted(key));
  }

  @Test
  void anOperationThatTheKeyDoesNotPermit() throws Exception {
    PrivateHandle key = vault.privateKey("rsa-verify-only");
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    check(
        signature::sign,
        SignatureException.class,
        """
        Signing (RS256) with the key %s failed: the Key Vault answered 403 \
        Forbidden/KeyOperationForbidden: "Operation sign is not permitted on this key." (request \
        id …). Check the key's permitted operations and its validity period."""
            .formatted(key));
  }

  @Test
  void anInitialisationVectorFromTheCaller() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    check(
        () -> cipher.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, new byte[12])),
        InvalidAlgorithmParameterException.class,
        """
        AES/GCM/NoPadding takes no initialisation vector for encryption: the HSM makes one for \
        every message, so that none is used twice. Initialise without parameters and call getIV() \
        or getParameters() after doFinal""");
  }

  @Test
  void aPlaintextThatIsTooLong() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, rsa.publicKey());
    check(
        () -> cipher.doFinal(new byte[191]),
        IllegalBlockSizeException.class,
        """
        RSA/ECB/OAEPWithSHA-256AndMGF1Padding with the key %s takes at most 190 bytes; it was \
        given 191"""
            .formatted(rsa));
  }

  @Test
  void aWrongCiphertextForAnyReason() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
    cipher.init(Cipher.DECRYPT_MODE, rsa);
    byte[] low = new byte[256];
    low[255] = 2;
    byte[] high = new byte[256];
    java.util.Arrays.fill(high, (byte) 0xff);
    for (byte[] wrong : new byte[][] {low, high, new byte[255]}) {
      check(
          () -> cipher.doFinal(wrong),
          BadPaddingException.class,
          "The ciphertext was not made with RSA/ECB/PKCS1Padding and the key " + rsa);
    }
  }

  private static final String OF_RSA =
      """
      : it offers RSA/ECB/PKCS1Padding, RSA/ECB/OAEPPadding, RSA/ECB/OAEPWithSHA-1AndMGF1Padding \
      and RSA/ECB/OAEPWithSHA-256AndMGF1Padding""";

  @ParameterizedTest
  @CsvSource({"NoPadding", "OAEPWithSHA-512AndMGF1Padding", "OAEPWithMD5AndMGF1Padding"})
  void aPaddingThatTheServiceLacks(String padding) {
    check(
        () -> Cipher.getInstance("RSA/ECB/" + padding, provider),
        NoSuchPaddingException.class,
        "The service does not offer RSA/ECB/" + padding + OF_RSA);
  }

  @Test
  void aModeThatTheServiceLacks() {
    assertThat(catchThrowable(() -> Cipher.getInstance("RSA/CBC/PKCS1Padding", provider)))
        .isExactlyInstanceOf(NoSuchAlgorithmException.class)
        .rootCause()
        .hasMessage("The service does not offer RSA in the mode CBC" + OF_RSA);
  }

  /** SunJCE encrypts with the public key, and uses MGF1 with SHA-1. */
  @Test
  void aCiphertextOfAnotherMgf1() throws Exception {
    String transformation = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    String message =
        """
        The ciphertext was not made with %s and the key %s. Here its MGF1 has SHA-256, too. In \
        SunJCE, which gets the public key where this provider is neither named nor first, MGF1 has \
        SHA-1, unless the program that encrypts or wraps passes init an \
        OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)"""
            .formatted(transformation, rsa);
    OAEPParameterSpec remedy =
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    SecretKeySpec secret = new SecretKeySpec(new byte[16], "AES");
    Position.LAST.during(
        () -> {
          Cipher theirs = Cipher.getInstance(transformation);
          theirs.init(Cipher.ENCRYPT_MODE, rsa.publicKey());
          assertThat(theirs.getProvider().getName()).isEqualTo("SunJCE");
          byte[] sealed = theirs.doFinal(new byte[9]);
          Cipher ours = Cipher.getInstance(transformation);
          ours.init(Cipher.DECRYPT_MODE, rsa);
          check(() -> ours.doFinal(sealed), BadPaddingException.class, message);
          theirs.init(Cipher.WRAP_MODE, rsa.publicKey());
          byte[] wrapped = theirs.wrap(secret);
          ours.init(Cipher.UNWRAP_MODE, rsa);
          check(
              () -> ours.unwrap(wrapped, "AES", Cipher.SECRET_KEY),
              InvalidKeyException.class,
              message);
          theirs.init(Cipher.WRAP_MODE, rsa.publicKey(), remedy);
          assertThat(ours.unwrap(theirs.wrap(secret), "AES", Cipher.SECRET_KEY)).isEqualTo(secret);
          theirs.init(Cipher.ENCRYPT_MODE, rsa.publicKey(), remedy);
          ours.init(Cipher.DECRYPT_MODE, rsa);
          assertThat(ours.doFinal(theirs.doFinal(new byte[9]))).isEqualTo(new byte[9]);
        });
  }

  @Test
  void encryptionWithAPrivateKey() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
    check(
        () -> cipher.init(Cipher.ENCRYPT_MODE, rsa),
        InvalidKeyException.class,
        """
        RSA/ECB/PKCS1Padding encrypts and wraps with a public key; %s is a private one: use its \
        publicKey() or, to sign, the Signature NONEwithRSA"""
            .formatted(rsa));
  }

  @Test
  void aKeyOfAnotherSize() throws Exception {
    SecretHandle known = Handles.secretHandle(aes.remote(), 256);
    Cipher cipher = Cipher.getInstance("AES_128/KW/NoPadding", provider);
    check(
        () -> cipher.init(Cipher.WRAP_MODE, known),
        InvalidKeyException.class,
        "AES_128/KW/NoPadding needs a key of 128 bits; " + known + " has 256");
  }

  @Test
  void aSoftwareKeyOfAnotherSizeThanTheTransformation() throws Exception {
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    Cipher cipher = Cipher.getInstance("AES_128/CBC/PKCS5Padding", provider);
    check(
        () -> cipher.init(Cipher.ENCRYPT_MODE, key),
        InvalidKeyException.class,
        "AES_128/CBC/PKCS5Padding needs a key of 128 bits; it was given one of 256");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
    assertThat(cipher.doFinal(new byte[1])).hasSize(16);
  }

  private static final String GUESSED =
      """
      The service did not report the size of this key, so 256 bits were assumed: if it has 128 or \
      192, name the transformation AES_128/… or AES_192/…, look the key up with \
      VaultKeySpec.ofSize, or set azure.keyvault.api-version to 2026-04-01 or later, with which \
      the service reports it""";

  private static String incompatible(
      String operation, String algorithm, String name, SecretHandle key) {
    return """
    %1$s (%2$s) with the key %3$s failed: the Managed HSM answered 400 BadParameter: "Key and \
    encryption algorithm are incompatible. Key %3$s has %4$s bits, and algorithm '%2$s' can only \
    be used with a key of 256 bits. (Activity ID: …)" (request id …). %5$s"""
        .formatted(operation, algorithm, key, name.substring(4), GUESSED);
  }

  @ParameterizedTest
  @CsvSource({
    "AES/GCM/NoPadding, oct-128, A256GCM",
    "AES/GCM/NoPadding, oct-192, A256GCM",
    "AES/CBC/PKCS5Padding, oct-128, A256CBCPAD",
    "AES/CBC/NoPadding, oct-192, A256CBC"
  })
  void aWronglyGuessedKeySize(String transformation, String name, String algorithm)
      throws Exception {
    SecretHandle key = TestVault.hsm().secretKey(name);
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    check(
        () -> cipher.doFinal(new byte[32]),
        ProviderException.class,
        incompatible("Encrypting", algorithm, name, key));
    cipher.init(Cipher.WRAP_MODE, key);
    check(
        () -> cipher.wrap(new SecretKeySpec(new byte[32], "AES")),
        InvalidKeyException.class,
        incompatible("Encrypting", algorithm, name, key));
    AlgorithmParameterSpec iv =
        algorithm.endsWith("GCM")
            ? new GCMParameterSpec(128, new byte[12])
            : new IvParameterSpec(new byte[16]);
    cipher.init(Cipher.DECRYPT_MODE, key, iv);
    check(
        () -> cipher.doFinal(new byte[32]),
        ProviderException.class,
        incompatible("Decrypting", algorithm, name, key));
    cipher.init(Cipher.UNWRAP_MODE, key, iv);
    check(
        () -> cipher.unwrap(new byte[32], "AES", Cipher.SECRET_KEY),
        InvalidKeyException.class,
        incompatible("Decrypting", algorithm, name, key));
  }

  @Test
  void aWrongCiphertextUnderAKeyOfGuessedSize() throws Exception {
    SecretHandle key = TestVault.hsm().secretKey("oct-256");
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", provider);
    gcm.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
    check(
        () -> gcm.doFinal(new byte[32]),
        javax.crypto.AEADBadTagException.class,
        """
        The ciphertext, its tag, the initialisation vector and the additional data do not belong \
        together under the key %s. %s"""
            .formatted(key, GUESSED));
    Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
    cbc.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(new byte[16]));
    check(
        () -> cbc.doFinal(new byte[32]),
        BadPaddingException.class,
        "The ciphertext was not made with AES/CBC/PKCS5Padding and the key %s. %s"
            .formatted(key, GUESSED));
  }

  @Test
  void aWrongCiphertextUnderAKeyOfKnownSize() throws Exception {
    SecretHandle known = Handles.secretHandle(aes.remote(), 256);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    cipher.init(Cipher.DECRYPT_MODE, known, new GCMParameterSpec(128, new byte[12]));
    check(
        () -> cipher.doFinal(new byte[32]),
        javax.crypto.AEADBadTagException.class,
        """
        The ciphertext, its tag, the initialisation vector and the additional data do not belong \
        together under the key %s"""
            .formatted(known));
  }

  @Test
  void wrappingAKeyThatCannotLeaveItsVault() throws Exception {
    Cipher cipher = Cipher.getInstance("AESWrapPad", provider);
    cipher.init(Cipher.WRAP_MODE, aes);
    check(
        () -> cipher.wrap(rsa),
        InvalidKeyException.class,
        """
        The key to wrap (io.vaultjca.handle.RsaPrivateHandle, algorithm RSA) has no encoding: a \
        key that cannot leave its vault or token cannot be wrapped""");
  }

  @Test
  void aKeyInTheJvmForTheMacOfAnHsm() throws Exception {
    Mac mac = Mac.getInstance("HS256", provider);
    check(
        () -> mac.init(new SecretKeySpec(new byte[32], "HmacSHA256")),
        InvalidKeyException.class,
        """
        HS256 needs a symmetric key in a vault or Managed HSM; it was given a \
        javax.crypto.spec.SecretKeySpec. For a key in the JVM use HmacSHA256""");
  }

  @Test
  void aGeneratorWithoutAName() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("AzureKeyVaultRSA", provider);
    check(
        () -> generator.initialize(2048),
        InvalidParameterException.class,
        """
        AzureKeyVaultRSA needs the key's name: initialise it with a VaultKeyGenParameterSpec, as \
        VaultKeyGenParameterSpec.builder("NAME").build()""");
  }

  @Test
  void aKeyThatDoesNotExist() throws Exception {
    Provider configured = new AzureKeyVaultProvider().configure(vault.properties().toString());
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", configured);
    check(
        () -> factory.generatePrivate(VaultKeySpec.ofName("missing")),
        InvalidKeySpecException.class,
        """
        Reading the key %s/keys/missing failed: the Key Vault answered 404 KeyNotFound: "A key \
        with (name/id) missing was not found in this key vault. If you recently deleted this key \
        you may be able to recover it using the correct recovery command. For help resolving this \
        issue, please see https://go.microsoft.com/fwlink/?linkid=2125182" (request id …). Check \
        the name and the vault's address."""
            .formatted(vault.server().uri()));
  }
}
