package io.vaultjca.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultException;
import io.vaultjca.VaultLoadStoreParameter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultConfigTest {
  private static final String URI_LINE = "azure.keyvault.uri=https://contoso.vault.azure.net\n";

  @Test
  void readsEveryNameOfAFile(@TempDir Path folder) throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.pem"), "");
    VaultConfig config =
        read(
            URI_LINE
                + "azure.keyvault.type=managed-hsm\n"
                + "azure.keyvault.access-token=token\n"
                + "azure.keyvault.authority-host=https://login.microsoftonline.us\n"
                + "azure.keyvault.disable-instance-discovery=true\n"
                + "azure.keyvault.disable-challenge-resource-verification=true\n"
                + "azure.keyvault.trust-certificates="
                + ca
                + "\nazure.keyvault.aliases=web-*, signing\n"
                + "azure.keyvault.certificate-chain.Signing=chain.pem\n"
                + "azure.keyvault.chain-from-secret=false\n"
                + "azure.keyvault.chain-from-issuers=true\n"
                + "azure.keyvault.chain-hosts=PKI.corp, 10.0.0.1:8080, [::1]\n"
                + "azure.keyvault.refresh-interval=0\n"
                + "azure.keyvault.public-key-operations=local\n"
                + "azure.keyvault.new-key-name=next\n"
                + "azure.keyvault.connect-timeout=500ms\n"
                + "azure.keyvault.request-timeout=5s\n"
                + "azure.keyvault.operation-timeout=2m\n"
                + "azure.keyvault.max-retries=0\n");
    assertThat(config.connection().uri()).hasToString("https://contoso.vault.azure.net");
    assertThat(config.connection().type()).isEqualTo(VaultType.MANAGED_HSM);
    assertThat(config.connection().credential().kind()).isEqualTo(CredentialKind.ACCESS_TOKEN);
    assertThat(config.connection().credential().authorityHost())
        .contains("https://login.microsoftonline.us");
    assertThat(config.connection().credential().instanceDiscovery()).isFalse();
    assertThat(config.connection().verifyChallengeResource()).isFalse();
    assertThat(config.connection().trustCertificates()).contains(ca);
    assertThat(config.connection().publicKeyOperations())
        .isEqualTo(ConnectionConfig.PublicKeyOperations.LOCAL);
    assertThat(config.connection().connectTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.connection().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.connection().operationTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.connection().maxRetries()).isZero();
    assertThat(config.view().aliases()).containsExactly("web-*", "signing");
    assertThat(config.view().certificateChains()).containsEntry("signing", Path.of("chain.pem"));
    assertThat(config.view().chainFromSecret()).isFalse();
    assertThat(config.view().chainFromIssuers()).isTrue();
    assertThat(config.view().chainHosts())
        .containsExactlyInAnyOrder("pki.corp:80", "10.0.0.1:8080", "[::1]:80");
    assertThat(config.view().refreshInterval()).isZero();
    assertThat(config.view().newKeyName()).contains("next");
  }

  @Test
  void aBlankValueOfTheLoadParameterIsUnset() throws IOException {
    Map<Setting, String> values =
        Map.of(Setting.URI, "https://contoso.vault.azure.net", Setting.TYPE, " ");
    VaultConfig config =
        VaultConfig.of(List.of(ConfigSource.code(values)), Optional.empty(), Optional.empty());
    assertThat(config.connection().type()).isEqualTo(VaultType.VAULT);
  }

  @Test
  void refusesAProviderSettingInALoadParameter() {
    VaultLoadStoreParameter.Builder builder =
        VaultLoadStoreParameter.builder(URI.create("https://contoso.vault.azure.net"));
    assertThatThrownBy(() -> builder.set(Setting.KEYTOOL_GENERATORS, "true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "azure.keyvault.keytool-generators concerns the provider and not one key store: set it"
                + " as a system property or in the environment");
  }

  @Test
  void onlyTheAddressHasNoDefault() throws IOException {
    VaultConfig config = read(URI_LINE);
    assertThat(config.connection().type()).isEqualTo(VaultType.VAULT);
    assertThat(config.connection().credential().kind()).isEqualTo(CredentialKind.DEFAULT);
    assertThat(config.connection().verifyChallengeResource()).isTrue();
    assertThat(config.connection().maxRetries()).isEqualTo(3);
    assertThat(config.view().aliases()).isEmpty();
    assertThat(config.view().chainFromSecret()).isTrue();
    assertThat(config.view().chainFromIssuers()).isFalse();
    assertThat(config.view().chainHosts()).isEmpty();
    assertThat(config.view().refreshInterval()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void theFirstSourceThatSetsANameWins() throws IOException {
    VaultConfig config =
        VaultConfig.of(
            List.of(
                file("azure.keyvault.max-retries=1\n"),
                file(URI_LINE + "azure.keyvault.max-retries=2\nazure.keyvault.aliases=a\n"),
                ConfigSource.environment(
                    Map.of("AZURE_KEYVAULT_ALIASES", "b", "AZURE_KEYVAULT_REQUEST_TIMEOUT", "7s"))),
            Optional.empty(),
            Optional.empty());
    assertThat(config.connection().maxRetries()).isEqualTo(1);
    assertThat(config.view().aliases()).containsExactly("a");
    assertThat(config.connection().requestTimeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void takesAllCredentialSettingsFromOneSource() throws IOException {
    VaultConfig config =
        VaultConfig.of(
            List.of(
                file(URI_LINE + "azure.keyvault.managed-identity=id-of-file\n"),
                ConfigSource.environment(Map.of("AZURE_KEYVAULT_ACCESS_TOKEN", "stronger?"))),
            Optional.empty(),
            Optional.empty());
    assertThat(config.connection().credential().kind()).isEqualTo(CredentialKind.MANAGED_IDENTITY);
    assertThat(config.connection().credential().clientId()).contains("id-of-file");
    assertThat(config.connection().credential().accessToken()).isEmpty();
    assertThat(config.credentialReason())
        .isEqualTo("azure.keyvault.managed-identity is set in the key store file");
  }

  @ParameterizedTest
  @CsvSource({
    "access-token,access-token",
    "client-secret,client-secret",
    "managed-identity,managed-identity"
  })
  void infersTheCredentialFromItsSettings(String setting, String kind) throws IOException {
    VaultConfig config =
        read(
            URI_LINE
                + "azure.keyvault.tenant-id=t\nazure.keyvault.client-id=c\nazure.keyvault."
                + setting
                + "=x\n");
    assertThat(config.connection().credential().kind().configName()).isEqualTo(kind);
  }

  @Test
  void usesThePasswordOnlyWhenTheConfigurationSaysSo() throws IOException {
    Secret password = new Secret("from the prompt");
    VaultConfig ignored =
        VaultConfig.of(
            List.of(file(URI_LINE + "azure.keyvault.access-token=t\n")),
            Optional.empty(),
            Optional.of(password));
    assertThat(ignored.connection().credential().accessToken()).contains(new Secret("t"));
    VaultConfig used =
        VaultConfig.of(
            List.of(file(URI_LINE + "azure.keyvault.credential=password-is-access-token\n")),
            Optional.empty(),
            Optional.of(password));
    assertThat(used.connection().credential().accessToken()).contains(password);
    assertThatThrownBy(
            () -> read(URI_LINE + "azure.keyvault.credential=password-is-access-token\n"))
        .isInstanceOf(VaultException.class)
        .hasMessage(
            "The credential password-is-access-token takes the key store's password, and none was"
                + " given");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure.keyvault.url=x|The key store file holds the unknown name 'azure.keyvault.url';"
            + " the nearest known one is azure.keyvault.uri",
        "azure.keyvault.uri=http://v.vault.azure.net|azure.keyvault.uri=http://v.vault.azure.net in"
            + " the key store file must have the form https://HOST or https://HOST:PORT",
        "azure.keyvault.uri=https://v/keys/a|azure.keyvault.uri=https://v/keys/a in the key store"
            + " file must have the form https://HOST or https://HOST:PORT",
        "azure.keyvault.uri=https://user@v|azure.keyvault.uri=https://user@v in the key store file"
            + " must have the form https://HOST or https://HOST:PORT",
        "azure.keyvault.uri=|No vault is configured: set"
            + " azure.keyvault.uri=https://NAME.vault.azure.net in the key store file or as a"
            + " system property, or AZURE_KEYVAULT_URI in the environment",
      })
  void explainsAWrongAddress(String line, String message) {
    assertThatThrownBy(() -> read(line + "\n"))
        .isInstanceOf(VaultException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azure.keyvault.type=hsm|must be vault or managed-hsm",
        "azure.keyvault.api-version=2025-07|must be one of 7.0, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6,"
            + " 2025-06-01-preview, 2025-07-01, 2026-01-01-preview, 2026-03-01-preview, 2026-04-01,"
            + " 2026-05-01-preview, 2026-07-01-preview",
        "azure.keyvault.max-retries=-1|must be a whole number from 0 to 10",
        "azure.keyvault.max-retries=11|must be a whole number from 0 to 10",
        "azure.keyvault.max-retries=many|must be a whole number from 0 to 10",
        "azure.keyvault.request-timeout=30|must be a duration with a unit: 500ms, 30s, 5m, 1h",
        "azure.keyvault.request-timeout=0|must be longer than zero",
        "azure.keyvault.chain-from-secret=yes|must be true or false",
        "azure.keyvault.public-key-operations=jvm|must be remote or local",
        "azure.keyvault.trust-certificates=no/such.pem|does not name a readable file",
        "azure.keyvault.chain-hosts=a, http://b|holds 'http://b': a host has the form HOST or"
            + " HOST:PORT",
        "azure.keyvault.chain-hosts=u@a|holds 'u@a': a host has the form HOST or HOST:PORT",
        "azure.keyvault.aliases=a_b|holds 'a_b': an alias is a vault name of letters, digits and"
            + " hyphens, with * and ? as wildcards",
        "azure.keyvault.credential=manged-identity|is not a credential; the nearest is"
            + " managed-identity (all: default, ",
        "azure.keyvault.credential=certificate-of-the-app|is not a credential (all: default, ",
      })
  void namesAWrongValueItsSourceAndTheRule(String lineAndProblem) {
    String[] parts = lineAndProblem.split("\\|", 2);
    assertThatThrownBy(() -> read(URI_LINE + parts[0] + "\n"))
        .isInstanceOf(VaultException.class)
        .hasMessageStartingWith(parts[0] + " in the key store file " + parts[1])
        .satisfies(
            e ->
                assertThat(((VaultException) e).reason())
                    .isEqualTo(VaultException.Reason.CONFIGURATION));
  }

  @Test
  void namesTheMissingSettingsOfAClientSecret() {
    assertThatThrownBy(() -> read(URI_LINE + "azure.keyvault.client-secret=hunter2\n"))
        .hasMessage(
            "The credential client-secret (azure.keyvault.client-secret is set in the key store"
                + " file) needs azure.keyvault.tenant-id, which is not set beside it")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void neverPrintsASecret() throws IOException {
    VaultConfig config =
        read(
            URI_LINE
                + "azure.keyvault.credential=client-secret\n"
                + "azure.keyvault.tenant-id=t\nazure.keyvault.client-id=c\n"
                + "azure.keyvault.client-secret=hunter2\n"
                + "azure.keyvault.client-certificate-password=hunter2\n"
                + "azure.keyvault.access-token=hunter2\n");
    assertThat(config.toString()).contains("***").doesNotContain("hunter2");
    assertThat(new VaultCredential.Token(new Secret("hunter2"), Instant.EPOCH).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void doesNotQuoteAFileOfAnotherKind() {
    String key = "MHcCAQEEIBkgQ2k9kXo7Zc0Wb6V0mV5zYb1t2JH0y0aXKq0s1pWnoAoGCCqGSM49";
    assertThatThrownBy(
            () ->
                read("-----BEGIN EC PRIVATE KEY-----\n" + key + "\n-----END EC PRIVATE KEY-----\n"))
        .hasMessage(
            "The key store file holds a line that is not a setting: every name begins with"
                + " azure.keyvault. (is it the right file?)")
        .hasNoCause();
    assertThatThrownBy(() -> read(URI_LINE + "azure.keyvault.access-token=first\nsecond-half\n"))
        .hasMessageNotContaining("second-half");
  }

  @Test
  void refusesAnAliasThatNoVaultCanHold() {
    assertThatThrownBy(() -> read(URI_LINE + "azure.keyvault.aliases=web/1234\n"))
        .hasMessageContaining("holds 'web/1234'");
    assertThatThrownBy(() -> read(URI_LINE + "azure.keyvault.certificate-chain.my_cert=f.pem\n"))
        .hasMessage(
            "azure.keyvault.certificate-chain.my_cert=f.pem in the key store file does not name an object"
                + " of a vault: 1 to 127 letters, digits and hyphens");
  }

  @Test
  void doesNotQuoteAMalformedFile() {
    assertThatThrownBy(() -> read("azure.keyvault.access-token=hunter2\\u12\n"))
        .hasMessage(
            "The key store file is not a properties file: it holds a malformed \\u escape: in a"
                + " properties file a backslash is written twice, and in a path / will do")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azure.keyvault.client-certificate=C:\\certs\\app.pem",
        "azure.keyvault.client-certificate=C:\\temp\\new.pem",
        "azure.keyvault.client-secret=hunter\\2",
        "  azure.keyvault.trust-certificates : C:/a\\ca.pem",
      })
  void refusesABackslashThatJavaWouldDrop(String line) {
    assertThatThrownBy(() -> read("# C:\\ca\n" + URI_LINE + line + "\n"))
        .hasMessage(
            "Line 3 of the key store file holds a backslash that gets lost: in a properties file a"
                + " backslash is written twice, and in a path / will do");
  }

  @Test
  void acceptsTheEscapesOfAPropertiesFile() throws IOException {
    VaultConfig config =
        read(
            "azure.keyvault.uri=https\\://contoso.vault.azure.net\n"
                + "azure.keyvault.aliases=a,\\\n  b\n"
                + "azure.keyvault.certificate-chain.a=C\\:\\\\certs\\\\a\\ b\\u0063.pem\n");
    assertThat(config.connection().uri()).hasToString("https://contoso.vault.azure.net");
    assertThat(config.view().aliases()).containsExactly("a", "b");
    assertThat(config.view().certificateChains())
        .containsEntry("a", Path.of("C:\\certs\\a bc.pem"));
  }

  @Test
  void ignoresAByteOrderMark() throws IOException {
    assertThat(read("\ufeff" + URI_LINE).connection().uri())
        .hasToString("https://contoso.vault.azure.net");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure.keyvault.jca.certificates-refresh-interval|it belongs to Microsoft's provider: use"
            + " azure.keyvault.refresh-interval with a unit, as 30m",
        "azure.keyvault.jca.certificates-refresh-interval-in-ms|it belongs to Microsoft's provider:"
            + " use azure.keyvault.refresh-interval with a unit, as 30m",
        "azure.keyvault.jca.certificate-alias-filter-pattern.1|it belongs to Microsoft's provider:"
            + " use azure.keyvault.aliases with names and globs",
        "azure.keyvault.jca.refresh-certificates-when-have-un-trust-certificate|it belongs to"
            + " Microsoft's provider: leave it out, there is nothing like it here",
        "azure.keyvault.jca.disable-aia-download|it belongs to Microsoft's provider: leave it out,"
            + " issuers are fetched only with azure.keyvault.chain-from-issuers=true",
        "azure.keyvault.aad-authentication-url|it belongs to Microsoft's provider: use"
            + " azure.keyvault.authority-host",
        "azure.cert-path.custom|it belongs to Microsoft's provider: keep trusted certificates in a"
            + " PKCS12 trust store",
        "azure.cert-path.well-known|it belongs to Microsoft's provider: keep trusted certificates in"
            + " a PKCS12 trust store",
        "azure.keyvault.maxretries|the nearest known one is azure.keyvault.max-retries",
        "azure.keyvault.client_secret|the nearest known one is azure.keyvault.client-secret",
        "azure.keyvault.colour|docs/settings.md has the table of all names",
      })
  void suggestsASettingForAnUnknownName(String name, String instead) {
    assertThatThrownBy(() -> read(URI_LINE + name + "=1\n"))
        .hasMessage("The key store file holds the unknown name '%s'; %s".formatted(name, instead));
  }

  @Test
  void everySettingCanComeFromTheEnvironment() throws IOException {
    VaultConfig config =
        VaultConfig.of(
            List.of(
                ConfigSource.environment(
                    Map.of(
                        "AZURE_KEYVAULT_URI", "https://x.managedhsm.azure.net/",
                        "AZURE_KEYVAULT_CERTIFICATE_CHAIN_MY_KEY", "chain.pem",
                        "AZURE_KEYVAULT_SELF_SIGNED_WEB", "CN=web, O=Example",
                        "AZURE_KEYVAULT_TRUSTED", "corp-root,, partner-ca ",
                        "AZURE_KEYVAULT_TENANT_ID", " ",
                        "UNRELATED", "value"))),
            Optional.empty(),
            Optional.empty());
    assertThat(config.connection().uri()).hasToString("https://x.managedhsm.azure.net");
    assertThat(config.connection().type()).isEqualTo(VaultType.MANAGED_HSM);
    assertThat(config.view().certificateChains()).containsEntry("my-key", Path.of("chain.pem"));
    assertThat(config.view().selfSigned()).containsExactly(Map.entry("web", "CN=web,O=Example"));
    assertThat(config.view().trusted()).containsExactly("corp-root", "partner-ca");
    assertThat(config.connection().credential().tenantId()).isEmpty();
    assertThat(Arrays.stream(Setting.values()).map(Setting::environmentName))
        .allMatch(name -> name.startsWith("AZURE_KEYVAULT_"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://CONTOSO.vault.azure.net:443/, https://contoso.vault.azure.net",
    "https://localhost:8443, https://localhost:8443",
    "https://127.0.0.1:1, https://127.0.0.1:1",
    "'https://[::1]:8443/', 'https://[::1]:8443'",
  })
  void normalisesTheAddress(String written, String address) throws IOException {
    assertThat(read("azure.keyvault.uri=" + written + "\n").connection().uri())
        .hasToString(address);
  }

  @Test
  void replicasAreFurtherVaultsOfTheSameType() throws IOException {
    VaultConfig config =
        read(
            "azure.keyvault.uri=https://a.vault.azure.net\n"
                + "azure.keyvault.replicas=https://B.vault.azure.net/, https://c.vault.azure.net\n");
    assertThat(config.connection().replicas())
        .map(URI::toString)
        .containsExactly("https://b.vault.azure.net", "https://c.vault.azure.net");
    assertThat(config.connection().of(config.connection().replicas().get(0)).replicas()).isEmpty();
    assertThat(read("azure.keyvault.uri=https://a.vault.azure.net\n").connection().replicas())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://b.vault.azure.net, must have the form https://HOST",
    "https://b.vault.azure.net/keys, must have the form https://HOST",
    "https://A.vault.azure.net:443, 'names https://a.vault.azure.net twice, or it is azure.keyvault.uri'",
    "'https://b.vault.azure.net,https://b.vault.azure.net', names https://b.vault.azure.net twice",
    "https://b.managedhsm.azure.net, 'a Managed HSM, as a replica of a Key Vault'",
  })
  void refusesAnImpossibleReplica(String replicas, String why) {
    assertThatThrownBy(
            () ->
                read(
                    "azure.keyvault.uri=https://a.vault.azure.net\nazure.keyvault.replicas=%s\n"
                        .formatted(replicas)))
        .hasMessageContaining("azure.keyvault.replicas=")
        .hasMessageContaining(why);
  }

  @Test
  void acceptsAtMostFifteenReplicas() throws IOException {
    String fifteen =
        IntStream.rangeClosed(1, 15)
            .mapToObj("https://v%s.vault.azure.net"::formatted)
            .collect(Collectors.joining(","));
    String uri = "azure.keyvault.uri=https://a.vault.azure.net\nazure.keyvault.replicas=";
    assertThat(read(uri + fifteen + "\n").connection().replicas()).hasSize(15);
    assertThatThrownBy(() -> read(uri + fifteen + ",https://v16.vault.azure.net\n"))
        .hasMessageContaining("must name 15 vaults at most");
  }

  @Test
  void takesTheReplicasFromTheSourceOfTheAddress() throws IOException {
    ConfigSource here = ConfigSource.code(Map.of(Setting.URI, "https://other.vault.azure.net"));
    ConfigSource there =
        ConfigSource.code(
            Map.of(
                Setting.URI, "https://a.vault.azure.net",
                Setting.REPLICAS, "https://b.vault.azure.net"));
    assertThat(
            VaultConfig.of(List.of(here, there), Optional.empty(), Optional.empty())
                .connection()
                .replicas())
        .isEmpty();
    ConfigSource alone = ConfigSource.code(Map.of(Setting.REPLICAS, "https://b.vault.azure.net"));
    assertThatThrownBy(
            () -> VaultConfig.of(List.of(here, alone), Optional.empty(), Optional.empty()))
        .hasMessageContaining("needs azure.keyvault.uri beside it, in the same place");
  }

  private static VaultConfig read(String content) throws IOException {
    return VaultConfig.of(List.of(file(content)), Optional.empty(), Optional.empty());
  }

  private static ConfigSource file(String content) throws IOException {
    return ConfigSource.properties(
        new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "the key store file");
  }
}
