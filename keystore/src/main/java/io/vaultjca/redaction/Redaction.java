package io.vaultjca.redaction;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import io.vaultjca.Secret;
import io.vaultjca.transport.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Removes the secrets of a request from the words of its answer. A gateway may quote a request in
 * its refusal: the token and the secret content must not get into an exception or a log, neither
 * whole nor in part, in any encoding.
 *
 * <p>The comparison looks only at letters, digits, {@code +} and {@code /}, and ignores case,
 * percent-encoding and the alphabet of base64. It removes whatever has {@value #RUN} such
 * characters in a row in common with a secret.
 */
public final class Redaction {
  private static final int RUN = 8;
  private static final int SHORTEST = 6;
  private static final String LEFT_OUT = "[left out]";
  private static final Base64.Encoder BASE64 = Base64.getEncoder();
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  /** The members of requests that hold secrets: plaintexts, private keys, passwords. */
  private static final Set<String> MEMBERS =
      Set.of("value", "pwd", "d", "p", "q", "dp", "dq", "qi", "k", "key_hsm");

  /** The frame of PEM is not secret, and the service's messages mention private keys. */
  private static final Pattern PEM_FRAME = Pattern.compile("-----[A-Z0-9 ]+-----");

  private final Request request;
  private final Supplier<Collection<Secret>> tokens;

  /** Takes a request without its token, and the tokens that may be sent with it. */
  public Redaction(Request request, Supplier<Collection<Secret>> tokens) {
    this.request = request;
    this.tokens = tokens;
  }

  /** The text without secrets. */
  public String of(String text) {
    Words words = new Words(text);
    for (Secret token : tokens.get()) {
      words.markSecret(token.reveal());
    }
    for (String secret : secretMembers()) {
      words.markSecret(PEM_FRAME.matcher(secret).replaceAll(""));
    }
    return words.withoutMarked();
  }

  private List<String> secretMembers() {
    List<String> secrets = new ArrayList<>();
    if (request.body().length > 0) {
      try (JsonReader reader = JsonProviders.createReader(request.body())) {
        addMembers(secrets, reader.readUntyped());
      } catch (IOException | IllegalStateException e) {
        // Not JSON, so all of it may be secret.
        secrets.add(new String(request.body(), StandardCharsets.ISO_8859_1));
      }
    }
    return secrets;
  }

  private static void addMembers(List<String> secrets, Object json) {
    if (json instanceof Map<?, ?> object) {
      object.forEach(
          (name, value) -> {
            if (value instanceof String text && MEMBERS.contains(String.valueOf(name))) {
              secrets.add(text);
            } else {
              addMembers(secrets, value);
            }
          });
    }
  }

  /** A text with marks on the characters to remove. */
  private static final class Words {
    private final String text;
    private final BitSet marked = new BitSet();

    /** The folded characters of the text that are compared, and where each begins and ends. */
    private final StringBuilder compared = new StringBuilder();

    private final List<Integer> begins = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    /** The places of each run of the text; the filter holds their hashes and spares look-ups. */
    private final Map<String, List<Integer>> runs = new HashMap<>();

    private final BitSet filter = new BitSet(FILTER_SIZE);
    private static final int FILTER_SIZE = 1 << 16;

    private static final int FACTOR = 31;

    /** The factor to the power of {@value #RUN}: the weight of the character that leaves a run. */
    private static final int LEAVES = power();

    /** The folded form of each ASCII character; 0 for those that are not compared. */
    private static final byte[] FOLDED = folded();

    Words(String text) {
      this.text = text;
      for (int at = 0; at < text.length(); ) {
        int length = isPercentEncoded(text, at) ? 3 : 1;
        char character =
            length == 3 ? (char) Integer.parseInt(text, at + 1, at + 3, 16) : text.charAt(at);
        if (character < FOLDED.length && FOLDED[character] != 0) {
          compared.append((char) FOLDED[character]);
          begins.add(at);
          ends.add(at + length);
        }
        at += length;
      }
      int hash = 0;
      for (int at = 0; at < compared.length(); at++) {
        hash = FACTOR * hash + compared.charAt(at);
        int begin = at + 1 - RUN;
        if (begin > 0) {
          hash -= LEAVES * compared.charAt(begin - 1);
        }
        if (begin >= 0) {
          String run = compared.substring(begin, begin + RUN);
          runs.computeIfAbsent(run, key -> new ArrayList<>()).add(begin);
          filter.set(place(hash));
        }
      }
    }

    private static boolean isPercentEncoded(String text, int at) {
      return text.charAt(at) == '%'
          && at + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(at + 1))
          && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static byte[] folded() {
      byte[] folded = new byte[128];
      for (char character = 0; character < folded.length; character++) {
        if (Character.isLetterOrDigit(character) || "+/".indexOf(character) >= 0) {
          folded[character] = (byte) Character.toLowerCase(character);
        }
      }
      folded['-'] = '+';
      folded['_'] = '/';
      return folded;
    }

    private static int power() {
      int power = 1;
      for (int i = 0; i < RUN; i++) {
        power *= FACTOR;
      }
      return power;
    }

    private static int place(int hash) {
      return (hash ^ (hash >>> 16)) & (FILTER_SIZE - 1);
    }

    /** Marks parts of a secret, and of the bytes that it encodes. */
    void markSecret(String secret) {
      markForms(secret.getBytes(StandardCharsets.UTF_8));
      byte[] decoded = decoded(secret);
      if (decoded.length > 0) {
        markForms(decoded);
      }
    }

    /** Marks the bytes in each encoding that a text may contain. */
    private void markForms(byte[] bytes) {
      mark(bytes);
      mark(HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
      for (byte[] once : base64(bytes, BASE64_URL, BASE64)) {
        mark(once);
        base64(once, BASE64_URL).forEach(this::mark);
      }
    }

    /** Inside a longer encoded text the bytes may start at any of three offsets. */
    private static List<byte[]> base64(byte[] bytes, Base64.Encoder... encoders) {
      List<byte[]> forms = new ArrayList<>();
      for (int skipped = 0; skipped < 3 && skipped < bytes.length; skipped++) {
        byte[] rest = Arrays.copyOfRange(bytes, skipped, bytes.length);
        for (Base64.Encoder encoder : encoders) {
          forms.add(encoder.encode(rest));
        }
      }
      return forms;
    }

    private static byte[] decoded(String base64url) {
      try {
        return Base64.getUrlDecoder().decode(base64url);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }

    /** A token's forms are some forty times as long as the token: hence a rolling hash. */
    private void mark(byte[] form) {
      byte[] secret = new byte[form.length];
      int length = 0;
      for (byte one : form) {
        if (one >= 0 && FOLDED[one] != 0) {
          secret[length++] = FOLDED[one];
        }
      }
      if (length < RUN) {
        markWhole(new String(secret, 0, length, StandardCharsets.US_ASCII));
        return;
      }
      int hash = 0;
      for (int at = 0; at < length; at++) {
        hash = FACTOR * hash + secret[at];
        int begin = at + 1 - RUN;
        if (begin > 0) {
          hash -= LEAVES * secret[begin - 1];
        }
        if (begin >= 0 && filter.get(place(hash))) {
          markRun(new String(secret, begin, RUN, StandardCharsets.US_ASCII));
        }
      }
    }

    private void markRun(String run) {
      for (int begin : runs.getOrDefault(run, List.of())) {
        marked.set(begins.get(begin), ends.get(begin + RUN - 1));
      }
    }

    /** A shorter secret would be found in unrelated words. */
    private void markWhole(String secret) {
      if (secret.length() >= SHORTEST) {
        for (int at = compared.indexOf(secret); at >= 0; at = compared.indexOf(secret, at + 1)) {
          marked.set(begins.get(at), ends.get(at + secret.length() - 1));
        }
      }
    }

    String withoutMarked() {
      if (marked.isEmpty()) {
        return text;
      }
      StringBuilder rest = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int end = marked.nextClearBit(at);
        if (end > at) {
          rest.append(LEFT_OUT);
          at = end;
        } else {
          rest.append(text.charAt(at++));
        }
      }
      return rest.toString();
    }
  }
}
