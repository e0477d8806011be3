package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import java.security.KeyStore;
import java.security.ProviderException;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The secret behind a certificate has the content of another one. The chain is not reduced to the
 * certificate, but read again.
 */
class SecretOfAnotherTest {
  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "pem"})
  void secretOfAnotherCertificateIsRefusedAndReadAgain(String contentType) throws Exception {
    try (OpenedVault vault = twoWithChains(contentType)) {
      KeyStore store = vault.open();
      String version = otherValueForWeb(vault);
      assertThatThrownBy(() -> store.getCertificateChain("web"))
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessage(
              """
              Reading the secret %s/secrets/web/%s failed: the answer is not trusted: it holds \
              other certificates and not that of web. Nothing of it was used."""
                  .formatted(vault.server().uri(), version));
      vault.server().faults().clear();
      assertThat(store.getCertificateChain("web")).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "pem"})
  void listedEntryIsLeftOutAndTheOtherStays(String contentType) throws Exception {
    Warnings.listen();
    try (OpenedVault vault = twoWithChains(contentType)) {
      KeyStore store = vault.open();
      otherValueForWeb(vault);
      assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("web", "second");
      for (int i = 0; i < 3; i++) {
        assertThat(store.getCertificateChain("web")).isNull();
        assertThat(store.getCertificateChain("second")).hasSize(3);
      }
      assertThat(Warnings.all().containing("The alias 'web' of " + vault.server().uri()))
          .singleElement()
          .asString()
          .contains("is left out for want of its chain. Reading the secret ");
    }
  }

  private static OpenedVault twoWithChains(String contentType) {
    return OpenedVault.with(
        """
        {"certificates": [
          {"name": "web", "kty": "EC", "chain": 2, "contentType": "TYPE"},
          {"name": "second", "kty": "EC", "chain": 2, "contentType": "TYPE"}]}
        """
            .replace("TYPE", contentType));
  }

  /** Answers for the secret web with the value of the other; returns the version of web. */
  private static String otherValueForWeb(OpenedVault vault) {
    String value = value(vault.service().get("secrets/second"));
    String own = vault.service().get("secrets/web");
    vault
        .server()
        .faults()
        .inject(
            "secrets/get",
            Fault.rewritten(
                body -> body.contains("/secrets/web/") ? body.replace(value(body), value) : body));
    Matcher version = Pattern.compile("/secrets/web/([0-9a-f]{32})").matcher(own);
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static String value(String body) {
    Matcher value = Pattern.compile("\"value\":\"([^\"]*)\"").matcher(body);
    assertThat(value.find()).isTrue();
    return value.group(1);
  }
}
