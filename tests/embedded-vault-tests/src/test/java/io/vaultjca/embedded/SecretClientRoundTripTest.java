package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation on secrets through the official SDK. */
class SecretClientRoundTripTest {
  private static final Duration POLL = Duration.ofMillis(50);

  private VaultServer vault;
  private SecretClient secrets;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    secrets = new AzureClients(vault).secrets();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void setsReadsListsAndUpdatesSecrets() {
    KeyVaultSecret first = secrets.setSecret("s", "one");
    KeyVaultSecret second =
        secrets.setSecret(
            new KeyVaultSecret("s", "two")
                .setProperties(
                    new SecretProperties().setContentType("text").setTags(Map.of("a", "b"))));
    assertThat(secrets.getSecret("s").getValue()).isEqualTo("two");
    assertThat(secrets.getSecret("s", first.getProperties().getVersion()).getValue())
        .isEqualTo("one");
    assertThat(second.getProperties().getPreviousVersion())
        .isEqualTo(first.getProperties().getVersion());
    assertThat(first.getProperties().getPreviousVersion()).isNull();
    assertThat(secrets.listPropertiesOfSecrets()).hasSize(1);
    assertThat(secrets.listPropertiesOfSecretVersions("s")).hasSize(2);
    SecretProperties changed =
        secrets.updateSecretProperties(second.getProperties().setEnabled(false));
    assertThat(changed.isEnabled()).isFalse();
    assertThatThrownBy(() -> secrets.getSecret("s"))
        .hasMessageContaining("Operation get is not allowed on a disabled secret.")
        .hasMessageContaining("SecretDisabled");
  }

  @Test
  void deletesRecoversAndPurges() {
    secrets.setSecret("s", "one");
    secrets.beginDeleteSecret("s").setPollInterval(POLL).waitForCompletion();
    assertThat(secrets.getDeletedSecret("s").getName()).isEqualTo("s");
    assertThat(secrets.listDeletedSecrets()).hasSize(1);
    secrets.beginRecoverDeletedSecret("s").setPollInterval(POLL).waitForCompletion();
    assertThat(secrets.getSecret("s").getValue()).isEqualTo("one");
    secrets.beginDeleteSecret("s").setPollInterval(POLL).waitForCompletion();
    secrets.purgeDeletedSecret("s");
    assertThatThrownBy(() -> secrets.getDeletedSecret("s"))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void backsUpAndRestoresInAnotherVault() {
    KeyVaultSecret first = secrets.setSecret("s", "zero");
    secrets.setSecret("s", "one");
    byte[] backup = secrets.backupSecret("s");
    try (VaultServer other = VaultServer.start()) {
      SecretClient others = new AzureClients(other).secrets();
      others.restoreSecretBackup(backup);
      assertThat(others.getSecret("s").getValue()).isEqualTo("one");
      assertThat(others.getSecret("s", first.getProperties().getVersion()).getValue())
          .isEqualTo("zero");
    }
  }
}
