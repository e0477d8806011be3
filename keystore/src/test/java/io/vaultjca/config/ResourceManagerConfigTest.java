package io.vaultjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address of Azure Resource Manager follows from the configured cloud. */
class ResourceManagerConfigTest {
  private static ResourceManagerConfig read(String... lines) throws IOException {
    String file = String.join("\n", lines) + "\nazure.keyvault.access-token=t";
    return ResourceManagerConfig.of(
        List.of(
            ConfigSource.properties(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "the file")),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "uri=https://a.vault.azure.net, management.azure.com",
    "uri=https://a.managedhsm.azure.net, management.azure.com",
    "uri=https://a.vault.azure.cn, management.chinacloudapi.cn",
    "uri=https://a.vault.usgovcloudapi.net, management.usgovcloudapi.net",
    "uri=https://keys.example.com, management.azure.com",
    "authority-host=https://login.microsoftonline.us, management.usgovcloudapi.net",
    "authority-host=https://login.microsoftonline.us/, management.usgovcloudapi.net",
    "authority-host=https://login.partner.microsoftonline.cn, management.chinacloudapi.cn",
    "resource-manager=https://management.usgovcloudapi.net/, management.usgovcloudapi.net",
    "max-retries=3, management.azure.com"
  })
  void followsTheCloud(String setting, String host) throws Exception {
    ResourceManagerConfig config = read("azure.keyvault." + setting);
    assertThat(config.connection().uri()).hasToString("https://" + host);
    assertThat(config.scope()).isEqualTo("https://" + host + "/.default");
  }

  /** A gateway in front of Azure Resource Manager accepts the cloud's tokens. */
  @Test
  void aCustomAddressKeepsTheScopeOfTheCloud() throws Exception {
    ResourceManagerConfig config =
        read(
            "azure.keyvault.resource-manager=https://arm.example.com:8443",
            "azure.keyvault.uri=https://a.vault.azure.cn");
    assertThat(config.connection().uri()).hasToString("https://arm.example.com:8443");
    assertThat(config.scope()).isEqualTo("https://management.chinacloudapi.cn/.default");
  }

  @Test
  void requiresHttps() {
    assertThatThrownBy(() -> read("azure.keyvault.resource-manager=http://arm.example.com"))
        .hasMessageContaining("azure.keyvault.resource-manager=http://arm.example.com")
        .hasMessageContaining("must have the form https://HOST or https://HOST:PORT");
  }
}
