package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.DeletedKey;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation on keys through the official SDK; results checked by the JDK. */
class KeyClientRoundTripTest {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

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
  void importsKeysMadeElsewhere() throws Exception {
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
  }

  @Test
  void refusesToReleaseAKeyWithoutAPolicy() {
    keys.createRsaKey(new CreateRsaKeyOptions("k"));
    assertThatThrownBy(() -> keys.releaseKey("k", "assertion"))
        .isInstanceOf(HttpResponseException.class)
        .hasMessageContaining("Operation release is not permitted on this key.");
  }

  @Test
  void usesRsaKeys() {
    CryptographyClient crypto =
        clients.cryptography(keys.createRsaKey(new CreateRsaKeyOptions("k")).getId());
    for (EncryptionAlgorithm algorithm :
        List.of(
            EncryptionAlgorithm.RSA1_5,
            EncryptionAlgorithm.RSA_OAEP,
            EncryptionAlgorithm.RSA_OAEP_256)) {
      byte[] sealed = crypto.encrypt(algorithm, MESSAGE).getCipherText();
      assertThat(crypto.decrypt(algorithm, sealed).getPlainText()).isEqualTo(MESSAGE);
    }
    for (KeyWrapAlgorithm algorithm :
        List.of(
            KeyWrapAlgorithm.RSA1_5, KeyWrapAlgorithm.RSA_OAEP, KeyWrapAlgorithm.RSA_OAEP_256)) {
      byte[] wrapped = crypto.wrapKey(algorithm, MESSAGE).getEncryptedKey();
      assertThat(crypto.unwrapKey(algorithm, wrapped).getKey()).isEqualTo(MESSAGE);
    }
    byte[] signature = crypto.signData(SignatureAlgorithm.PS512, MESSAGE).getSignature();
    assertThat(crypto.verifyData(SignatureAlgorithm.PS512, MESSAGE, signature).isValid()).isTrue();
  }

  @Test
  void usesSymmetricKeysOfAManagedHsm() {
    try (VaultServer hsm = VaultServer.builder().managedHsm(true).start()) {
      AzureClients hsmClients = new AzureClients(hsm);
      KeyClient hsmKeys = hsmClients.keys();
      KeyVaultKey key =
          hsmKeys.createOctKey(
              new CreateOctKeyOptions("o").setKeySize(256).setHardwareProtected(true));
      CryptographyClient crypto = hsmClients.cryptography(key.getId());
      var sealed =
          crypto.encrypt(
              EncryptParameters.createA256GcmParameters(MESSAGE, new byte[] {1}),
              com.azure.core.util.Context.NONE);
      assertThat(
              crypto
                  .decrypt(
                      DecryptParameters.createA256GcmParameters(
                          sealed.getCipherText(),
                          sealed.getIv(),
                          sealed.getAuthenticationTag(),
                          new byte[] {1}),
                      com.azure.core.util.Context.NONE)
                  .getPlainText())
          .isEqualTo(MESSAGE);
      byte[] wrapped = crypto.wrapKey(KeyWrapAlgorithm.A256KW, new byte[32]).getEncryptedKey();
      assertThat(crypto.unwrapKey(KeyWrapAlgorithm.A256KW, wrapped).getKey()).hasSize(32);
      assertThat(hsmKeys.getRandomBytes(32)).hasSize(32);
    }
  }
}
