package io.vaultjca.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.transport.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway may repeat a request's content, encoded once more in either base64 alphabet. */
class RedactionTest {
  /** In base64, every other character of it is in only one of the alphabets. */
  private static final byte[] CONTENT = content();

  private static byte[] content() {
    byte[] content = new byte[48];
    Arrays.fill(content, (byte) 0xfb);
    for (int i = 1; i < content.length; i += 3) {
      content[i] = (byte) (i * 37);
    }
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void redactsDoublyEncodedContentInBothAlphabets(int skipped) {
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(CONTENT);
    Request request =
        new Request(
            "POST",
            URI.create("https://vault.example/keys/k/decrypt"),
            Map.of(),
            "{\"alg\":\"RSA1_5\",\"value\":\"%s\"}"
                .formatted(value)
                .getBytes(StandardCharsets.UTF_8));
    byte[] part = Arrays.copyOfRange(CONTENT, skipped, CONTENT.length);
    for (Base64.Encoder inner : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      for (Base64.Encoder outer : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String repeated = outer.encodeToString(inner.encode(part));
        String shown = new Redaction(request, List::of).of("refused: " + repeated + ".");
        assertThat(shown).startsWith("refused: [left out]").hasSizeLessThan(40);
      }
    }
  }
}
