package io.vaultjca.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdTest {
  @Test
  void parsesAKeyIdentifier() {
    KeyId id =
        KeyId.parse(
            "https://contoso.vault.azure.net:443/keys/App-Key/0123456789abcdef0123456789abcdef");
    assertThat(id.vault()).hasToString("https://contoso.vault.azure.net");
    assertThat(id.name()).isEqualTo("App-Key");
    assertThat(id.version()).isEqualTo("0123456789abcdef0123456789abcdef");
  }

  @ParameterizedTest
  @CsvSource({
    "https://v.example/keys/a, https://v.example/keys/a",
    "https://v.example/keys/a/, https://v.example/keys/a",
    "https://v.example:8443/keys/a/00ff, https://v.example:8443/keys/a/00ff",
  })
  void printsTheServicesSpelling(String kid, String printed) {
    assertThat(KeyId.parse(kid)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "http://v.example/keys/a",
        "https://v.example/secrets/a",
        "https://v.example/keys/",
        "https://v.example/keys/a_b",
        "https://v.example/keys/a/b/c",
        "https:///keys/a",
        "https://v example/keys/a",
        "urn:keys"
      })
  void refusesAMalformedKeyIdentifier(String kid) {
    assertThatThrownBy(() -> KeyId.parse(kid))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'"
                + kid
                + "' is not a key identifier: it has the form https://HOST/keys/NAME/VERSION");
  }
}
