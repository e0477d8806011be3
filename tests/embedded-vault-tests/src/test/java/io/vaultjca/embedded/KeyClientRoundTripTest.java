package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.Context;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation on keys through the official SDK; results checked by the JDK. */
class KeyClientRoundTripTest {
  private static final Duration POLL = Duration.ofMillis(50);

  /** As long as the longest key. */
  private static final byte[] MESSAGE =
      "a message of thirty-two octets!!".getBytes(StandardCharsets.UTF_8);

  private VaultServer vault;
  private AzureClients clients;
  private KeyClient keys;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    clients = new AzureClients(vault);
    keys = clients.keys();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void createsReadsListsAndUpdatesKeys() {
    OffsetDateTime expires = OffsetDateTime.of(2050, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    KeyVaultKey created =
        keys.createRsaKey(
            new CreateRsaKeyOptions("r")
                .setKeySize(3072)
                .setExpiresOn(expires)
                .setTags(Map.of("a", "b"))
                .setKeyOperations(KeyOperation.SIGN, KeyOperation.VERIFY));
    assertThat(created.getKeyType()).isEqualTo(KeyType.RSA);
    assertThat(created.getKey().getN()).hasSize(384);
    assertThat(created.getKeyOperations()).containsExactly(KeyOperation.SIGN, KeyOperation.VERIFY);
    assertThat(created.getProperties().getExpiresOn()).isEqualTo(expires);
    assertThat(created.getProperties().getTags()).containsEntry("a", "b");
    KeyVaultKey second = keys.createRsaKey(new CreateRsaKeyOptions("r"));
    assertThat(keys.getKey("r").getId()).isEqualTo(second.getId());
    assertThat(keys.getKey("R", created.getProperties().getVersion()).getId())
        .isEqualTo(created.getId());
    keys.createEcKey(new CreateEcKeyOptions("e").setCurveName(KeyCurveName.P_384));
    assertThat(keys.listPropertiesOfKeys())
        .extracting(KeyProperties::getName)
        .containsExactly("e", "r");
    assertThat(keys.listPropertiesOfKeyVersions("r")).hasSize(2);
    assertThat(keys.listPropertiesOfKeyVersions("none")).isEmpty();

    KeyVaultKey updated =
        keys.updateKeyProperties(
            second.getProperties().setEnabled(false).setTags(Map.of("c", "d")),
            KeyOperation.VERIFY);
    assertThat(updated.getProperties().isEnabled()).isFalse();
    assertThat(updated.getKeyOperations()).containsExactly(KeyOperation.VERIFY);
    assertThat(keys.getKey("r").getProperties().getTags()).containsEntry("c", "d");
  }

  @Test
  void deletesRecoversAndPurges() {
    keys.createEcKey(new CreateEcKeyOptions("k"));
    SyncPoller<DeletedKey, Void> deletion = keys.beginDeleteKey("k").setPollInterval(POLL);
    deletion.waitForCompletion();
    assertThat(keys.getDeletedKey("k").getRecoveryId()).isEqualTo(vault.uri() + "/deletedkeys/k");
    assertThat(keys.listDeletedKeys()).hasSize(1);
    assertThatThrownBy(() -> keys.createEcKey(new CreateEcKeyOptions("k")))
        .isInstanceOf(ResourceModifiedException.class)
        .hasMessageContaining("ObjectIsDeletedButRecoverable");
    keys.beginRecoverDeletedKey("k").setPollInterval(POLL).waitForCompletion();
    assertThat(keys.getKey("k").getName()).isEqualTo("k");
    keys.beginDeleteKey("k").setPollInterval(POLL).waitForCompletion();
    keys.purgeDeletedKey("k");
    assertThatThrownBy(() -> keys.getDeletedKey("k"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Deleted Key not found: k");
  }

  @Test
  void backsUpAndRestoresInAnotherVault() {
    KeyVaultKey first = keys.createEcKey(new CreateEcKeyOptions("k"));
    KeyVaultKey second = keys.createEcKey(new CreateEcKeyOptions("k"));
    byte[] backup = keys.backupKey("k");
    assertThatThrownBy(() -> keys.restoreKeyBackup(backup)).hasMessageContaining("409");
    try (VaultServer other = VaultServer.start()) {
      AzureClients others = new AzureClients(other);
      KeyVaultKey restored = others.keys().restoreKeyBackup(backup);
      assertThat(restored.getProperties().getVersion())
          .isEqualTo(second.getProperties().getVersion());
      assertThat(restored.getKey().getX()).isEqualTo(second.getKey().getX());
      assertThat(others.keys().getKey("k", first.getProperties().getVersion()).getKey().getX())
          .isEqualTo(first.getKey().getX());
      byte[] digest = new byte[32];
      byte[] signature =
          others
              .cryptography(restored.getId())
              .sign(SignatureAlgorithm.ES256, digest)
              .getSignature();
      assertThat(
              clients
                  .cryptography(second.getId())
                  .verify(SignatureAlgorithm.ES256, digest, signature)
                  .isValid())
          .isTrue();
    }
  }

  @Test
  void rotatesByPolicy() {
    keys.createRsaKey(new CreateRsaKeyOptions("k"));
    KeyRotationPolicy policy =
        keys.updateKeyRotationPolicy(
            "k",
            new KeyRotationPolicy()
                .setExpiresIn("P6M")
                .setLifetimeActions(
                    List.of(
                        new KeyRotationLifetimeAction(KeyRotationPolicyAction.ROTATE)
                            .setTimeAfterCreate("P2M"))));
    assertThat(policy.getLifetimeActions()).hasSize(2);
    assertThat(keys.getKeyRotationPolicy("k").getExpiresIn()).isEqualTo("P6M");
    KeyVaultKey before = keys.getKey("k");
    KeyVaultKey after = keys.rotateKey("k");
    assertThat(after.getId()).isNotEqualTo(before.getId());
    assertThat(after.getProperties().getExpiresOn())
        .isEqualTo(after.getProperties().getCreatedOn().plusMonths(6));
    assertThat(keys.listPropertiesOfKeyVersions("k")).hasSize(2);
  }

  @Test
  void importsKeys() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair rsaPair = rsa.generateKeyPair();
    KeyVaultKey imported = keys.importKey("r", JsonWebKey.fromRsa(rsaPair));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(rsaPair.getPublic());
    verifier.update(MESSAGE);
    assertThat(
            verifier.verify(
                clients
                    .cryptography(imported.getId())
                    .sign(SignatureAlgorithm.RS256, digest)
                    .getSignature()))
        .isTrue();

    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp521r1"));
    KeyPair ecPair = ec.generateKeyPair();
    KeyVaultKey importedEc =
        keys.importKey("e", JsonWebKey.fromEc(ecPair, ec.getProvider(), List.of()));
    assertThat(importedEc.getKey().getCurveName()).isEqualTo(KeyCurveName.P_521);
    assertThat(importedEc.getKeyOperations())
        .containsExactly(KeyOperation.SIGN, KeyOperation.VERIFY);
    Signature ecVerifier = Signature.getInstance("SHA512withECDSAinP1363Format");
    ecVerifier.initVerify(ecPair.getPublic());
    ecVerifier.update(MESSAGE);
    assertThat(
            ecVerifier.verify(
                clients
                    .cryptography(importedEc.getId())
                    .signData(SignatureAlgorithm.ES512, MESSAGE)
                    .getSignature()))
        .isTrue();
  }

  @Test
  void refusesToReleaseAKeyWithoutAPolicy() {
    keys.createRsaKey(new CreateRsaKeyOptions("k"));
    assertThatThrownBy(() -> keys.releaseKey("k", "assertion"))
        .isInstanceOf(HttpResponseException.class)
        .hasMessageContaining("Operation release is not permitted on this key.");
  }

  @Test
  void softwareKeyDoesNotHaveAnAttestation() throws Exception {
    String version = keys.createEcKey(new CreateEcKeyOptions("k")).getProperties().getVersion();
    KeyVaultKey attested = keys.getKeyAttestation("k");
    assertThat(attested.getProperties().getVersion()).isEqualTo(version);
    assertThat(attested.getProperties().getKeyAttestation()).isNull();
    VaultClient client = new VaultClient(vault, vault.accessToken());
    assertThat(
            client
                .get("/keys/k/" + version + "/attestation")
                .body()
                .get("attributes")
                .has("attestation"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 192, 256})
  void usesSymmetricKeysOfAManagedHsm(int bits) throws Exception {
    SecretKeySpec known = new SecretKeySpec(Arrays.copyOf(MESSAGE, bits / 8), "AES");
    byte[] iv = Arrays.copyOf(MESSAGE, 16);
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      AzureClients hsmClients = new AzureClients(hsm);
      KeyVaultKey key =
          hsmClients
              .keys()
              .importKey(
                  new ImportKeyOptions("o", JsonWebKey.fromAes(known).setKeyType(KeyType.OCT_HSM))
                      .setHardwareProtected(true));
      assertThat(key.getKeyType()).isEqualTo(KeyType.OCT_HSM);
      CryptographyClient crypto = hsmClients.cryptography(key.getId());

      EncryptResult gcm = crypto.encrypt(gcm(bits), Context.NONE);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, known, new GCMParameterSpec(128, gcm.getIv()));
      cipher.updateAAD(iv);
      cipher.update(gcm.getCipherText());
      assertThat(cipher.doFinal(gcm.getAuthenticationTag())).isEqualTo(MESSAGE);
      assertThat(crypto.decrypt(gcm(bits, gcm), Context.NONE).getPlainText()).isEqualTo(MESSAGE);

      cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, known, new IvParameterSpec(iv));
      byte[] cbc = crypto.encrypt(cbc(bits, iv), Context.NONE).getCipherText();
      assertThat(cipher.doFinal(cbc)).isEqualTo(iv);
      assertThat(crypto.decrypt(cbc(bits, iv, cbc), Context.NONE).getPlainText()).isEqualTo(iv);
      cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, known, new IvParameterSpec(iv));
      byte[] padded = crypto.encrypt(cbcPad(bits, iv), Context.NONE).getCipherText();
      assertThat(cipher.doFinal(padded)).isEqualTo(MESSAGE);
      assertThat(crypto.decrypt(cbcPad(bits, iv, padded), Context.NONE).getPlainText())
          .isEqualTo(MESSAGE);

      for (KeyWrapAlgorithm algorithm :
          List.of(
              KeyWrapAlgorithm.fromString("A" + bits + "KW"),
              KeyWrapAlgorithm.CKM_AES_KEY_WRAP,
              KeyWrapAlgorithm.CKM_AES_KEY_WRAP_PAD)) {
        boolean pad = algorithm.equals(KeyWrapAlgorithm.CKM_AES_KEY_WRAP_PAD);
        byte[] wrapped = crypto.wrapKey(algorithm, iv).getEncryptedKey();
        cipher = Cipher.getInstance(pad ? "AES/KWP/NoPadding" : "AES/KW/NoPadding");
        cipher.init(Cipher.UNWRAP_MODE, known);
        assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded()).isEqualTo(iv);
        assertThat(crypto.unwrapKey(algorithm, wrapped).getKey()).isEqualTo(iv);
      }

      for (int length : new int[] {256, 384, 512}) {
        byte[] digest = MessageDigest.getInstance("SHA-" + length).digest(MESSAGE);
        Mac mac = Mac.getInstance("HmacSHA" + length);
        mac.init(known);
        byte[] expected = mac.doFinal(digest);
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString("HS" + length);
        assertThat(crypto.sign(algorithm, digest).getSignature()).isEqualTo(expected);
        assertThat(crypto.verify(algorithm, digest, expected).isValid()).isTrue();
        expected[0] ^= 1;
        assertThat(crypto.verify(algorithm, digest, expected).isValid()).isFalse();
      }
    }
  }

  @Test
  void createsAndUsesTheOtherKeysOfAManagedHsm() throws Exception {
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      AzureClients hsmClients = new AzureClients(hsm);
      KeyClient hsmKeys = hsmClients.keys();
      KeyVaultKey rsa =
          hsmKeys.createRsaKey(new CreateRsaKeyOptions("r").setHardwareProtected(true));
      assertThat(rsa.getKeyType()).isEqualTo(KeyType.RSA_HSM);
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(rsa.getKey().toRsa().getPublic());
      verifier.update(MESSAGE);
      assertThat(
              verifier.verify(
                  hsmClients
                      .cryptography(rsa.getId())
                      .signData(SignatureAlgorithm.RS256, MESSAGE)
                      .getSignature()))
          .isTrue();
      KeyVaultKey ec =
          hsmKeys.createEcKey(
              new CreateEcKeyOptions("e")
                  .setHardwareProtected(true)
                  .setCurveName(KeyCurveName.P_384));
      assertThat(ec.getKeyType()).isEqualTo(KeyType.EC_HSM);
      verifier = Signature.getInstance("SHA384withECDSAinP1363Format");
      verifier.initVerify(ec.getKey().toEc().getPublic());
      verifier.update(MESSAGE);
      assertThat(
              verifier.verify(
                  hsmClients
                      .cryptography(ec.getId())
                      .signData(SignatureAlgorithm.ES384, MESSAGE)
                      .getSignature()))
          .isTrue();
      for (int bits : new int[] {128, 192, 256}) {
        KeyVaultKey oct =
            hsmKeys.createOctKey(
                new CreateOctKeyOptions("o" + bits).setKeySize(bits).setHardwareProtected(true));
        assertThat(oct.getKeyType()).isEqualTo(KeyType.OCT_HSM);
        CryptographyClient crypto = hsmClients.cryptography(oct.getId());
        EncryptResult sealed = crypto.encrypt(gcm(bits), Context.NONE);
        assertThat(crypto.decrypt(gcm(bits, sealed), Context.NONE).getPlainText())
            .isEqualTo(MESSAGE);
      }
      assertThat(hsmKeys.getRandomBytes(32)).hasSize(32).isNotEqualTo(hsmKeys.getRandomBytes(32));
    }
  }

  private static EncryptParameters gcm(int bits) {
    byte[] aad = Arrays.copyOf(MESSAGE, 16);
    return switch (bits) {
      case 128 -> EncryptParameters.createA128GcmParameters(MESSAGE, aad);
      case 192 -> EncryptParameters.createA192GcmParameters(MESSAGE, aad);
      default -> EncryptParameters.createA256GcmParameters(MESSAGE, aad);
    };
  }

  private static DecryptParameters gcm(int bits, EncryptResult sealed) {
    byte[] text = sealed.getCipherText();
    byte[] iv = sealed.getIv();
    byte[] tag = sealed.getAuthenticationTag();
    byte[] aad = Arrays.copyOf(MESSAGE, 16);
    return switch (bits) {
      case 128 -> DecryptParameters.createA128GcmParameters(text, iv, tag, aad);
      case 192 -> DecryptParameters.createA192GcmParameters(text, iv, tag, aad);
      default -> DecryptParameters.createA256GcmParameters(text, iv, tag, aad);
    };
  }

  /** One block, which is the initialisation vector, too. */
  private static EncryptParameters cbc(int bits, byte[] iv) {
    return switch (bits) {
      case 128 -> EncryptParameters.createA128CbcParameters(iv, iv);
      case 192 -> EncryptParameters.createA192CbcParameters(iv, iv);
      default -> EncryptParameters.createA256CbcParameters(iv, iv);
    };
  }

  private static DecryptParameters cbc(int bits, byte[] iv, byte[] sealed) {
    return switch (bits) {
      case 128 -> DecryptParameters.createA128CbcParameters(sealed, iv);
      case 192 -> DecryptParameters.createA192CbcParameters(sealed, iv);
      default -> DecryptParameters.createA256CbcParameters(sealed, iv);
    };
  }

  private static EncryptParameters cbcPad(int bits, byte[] iv) {
    return switch (bits) {
      case 128 -> EncryptParameters.createA128CbcPadParameters(MESSAGE, iv);
      case 192 -> EncryptParameters.createA192CbcPadParameters(MESSAGE, iv);
      default -> EncryptParameters.createA256CbcPadParameters(MESSAGE, iv);
    };
  }

  private static DecryptParameters cbcPad(int bits, byte[] iv, byte[] sealed) {
    return switch (bits) {
      case 128 -> DecryptParameters.createA128CbcPadParameters(sealed, iv);
      case 192 -> DecryptParameters.createA192CbcPadParameters(sealed, iv);
      default -> DecryptParameters.createA256CbcPadParameters(sealed, iv);
    };
  }
}
