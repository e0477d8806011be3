package io.vaultjca.conformance.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A secret from a request, and the search for any part of it in a text. */
final class RepeatedSecret {
  /** Shorter parts of a secret may be in other texts by chance. */
  static final int SHORTEST_RUN = 12;

  /** The form in which a secret is repeated. */
  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  enum Form {
    AS_SENT((sent, bytes) -> sent),
    PREFIX((sent, bytes) -> sent.substring(0, sent.length() / 2)),
    INNER_PART((sent, bytes) -> sent.substring(sent.length() / 4, sent.length() * 3 / 4)),
    SUFFIX((sent, bytes) -> sent.substring(sent.length() / 2)),
    SHORT_PREFIX((sent, bytes) -> sent.substring(0, Math.min(16, sent.length()))),
    BASE64((sent, bytes) -> base64(bytes)),
    BASE64_CUT_OFF((sent, bytes) -> base64(bytes).substring(5, base64(bytes).length() - 5)),
    BASE64_WITHIN((sent, bytes) -> base64(ascii("Bearer " + sent))),
    BASE64_TWICE((sent, bytes) -> base64(ascii(base64(bytes)))),
    HEX((sent, bytes) -> HexFormat.of().formatHex(bytes)),
    HEX_UPPER_CASE((sent, bytes) -> HexFormat.of().withUpperCase().formatHex(bytes)),
    HEX_OF_THE_TEXT((sent, bytes) -> HexFormat.of().formatHex(ascii(sent))),
    HEX_CUT_OFF((sent, bytes) -> HexFormat.of().formatHex(bytes).substring(7)),
    PERCENT_ENCODED((sent, bytes) -> percent(ascii(sent))),
    PERCENT_ENCODED_BASE64(
        (sent, bytes) -> URLEncoder.encode(base64(bytes), StandardCharsets.UTF_8)),
    TEXT((sent, bytes) -> isText(bytes) ? text(bytes) : sent);

    private final BiFunction<String, byte[], String> form;

    Form(BiFunction<String, byte[], String> form) {
      this.form = form;
    }

    String of(RepeatedSecret secret) {
      return form.apply(secret.sent, secret.bytes);
    }
  }

  /** As it was sent: a token, or bytes in base64url. */
  private final String sent;

  /** The decoded bytes. */
  private final byte[] bytes;

  private final Set<String> runs;

  private RepeatedSecret(String sent, byte[] bytes) {
    this.sent = sent;
    this.bytes = bytes;
    this.runs =
        forms(withoutFrames(sent), withoutFrames(bytes)).stream()
            // A percent-encoded character has three.
            .flatMap(form -> runs(form, form.startsWith("%") ? 3 * SHORTEST_RUN : SHORTEST_RUN))
            .collect(Collectors.toSet());
  }

  /** The lines that frame PEM are not secret: the service speaks of private keys. */
  private static String withoutFrames(String text) {
    return text.replaceAll("-----[A-Z ]+-----", "");
  }

  private static byte[] withoutFrames(byte[] bytes) {
    return text(bytes).contains("-----BEGIN") ? ascii(withoutFrames(text(bytes))) : bytes;
  }

  static RepeatedSecret token(String token) {
    return new RepeatedSecret(token, ascii(token));
  }

  /** A member of a request's body. */
  static RepeatedSecret member(String value) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(value.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      bytes = value.getBytes(StandardCharsets.UTF_8);
    }
    return new RepeatedSecret(value, bytes);
  }

  /** Returns a run of this secret that is in one of the texts. */
  Optional<String> in(List<String> texts) {
    return texts.stream()
        .flatMap(text -> Stream.concat(runs(text, SHORTEST_RUN), runs(text, 3 * SHORTEST_RUN)))
        .filter(runs::contains)
        .findFirst();
  }

  private static Stream<String> runs(String text, int length) {
    return IntStream.rangeClosed(0, text.length() - length)
        .mapToObj(at -> text.substring(at, at + length));
  }

  /** All texts in which a run of it may appear. */
  private static Set<String> forms(String sent, byte[] bytes) {
    Set<String> forms = new LinkedHashSet<>(List.of(sent));
    for (byte[] value : List.of(bytes, ascii(sent))) {
      if (isText(value)) {
        forms.add(text(value));
      }
      String hex = HexFormat.of().formatHex(value);
      forms.add(hex);
      forms.add(hex.toUpperCase(Locale.ROOT));
      forms.add(HexFormat.ofDelimiter(":").formatHex(value));
      forms.add(Arrays.toString(value));
      forms.add(percent(value));
      forms.add(percent(value).toLowerCase(Locale.ROOT));
      // Base64 depends on the offset.
      for (byte[] rest : shifted(value)) {
        forms.add(base64(rest));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(rest));
        forms.add(URLEncoder.encode(base64(rest), StandardCharsets.UTF_8));
        shifted(ascii(base64(rest))).forEach(again -> forms.add(base64(again)));
      }
    }
    return forms;
  }

  private static List<byte[]> shifted(byte[] value) {
    return IntStream.range(0, 3)
        .mapToObj(shift -> Arrays.copyOfRange(value, shift, value.length))
        .toList();
  }

  private static boolean isText(byte[] bytes) {
    return IntStream.range(0, bytes.length).allMatch(i -> bytes[i] >= ' ' && bytes[i] < 127);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String percent(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> "%%%02X".formatted(bytes[i] & 0xff))
        .collect(Collectors.joining());
  }
}
