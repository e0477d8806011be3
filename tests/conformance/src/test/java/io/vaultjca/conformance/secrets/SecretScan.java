package io.vaultjca.conformance.secrets;

import io.vaultjca.embedded.SensitiveValues;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Searches output for values that must not be in it, in every form in which programs print bytes:
 * raw, base64, base64url, hexadecimal, or as a Java array.
 *
 * <p>{@code java … SecretScan VALUES FOLDER} searches all files of a folder for the values that the
 * embedded vaults of a test run recorded. The run must have printed {@link #PLANTED}, once in each
 * form, and lines of every logger: otherwise an empty result would prove nothing.
 */
public final class SecretScan {
  /** Recorded like a secret and printed on purpose, to prove that the search works. */
  static final String PLANTED = "planted-Qm9yaW5nIG5vbnNlbnNl-7f3a9c51d2e84b60";

  /** Shorter values, and those of few different bytes, may be anywhere by chance. */
  private static final int SHORTEST = 12;

  private static final int FEWEST_DIFFERENT = 8;
  private static final int WINDOW = 8;
  private static final int BASE64_GROUP = 3;

  private final Map<Long, List<Pattern>> byPrefix = new HashMap<>();
  private int searched;
  private int passedOver;
  private long bytes;

  @SuppressWarnings("ArrayRecordComponent") // Searched for, never compared.
  private record Pattern(String kind, String form, byte[] text) {}

  record Hit(String kind, String form, String file) {}

  SecretScan(Collection<SensitiveValues.Value> values) {
    for (SensitiveValues.Value value : values) {
      byte[] secret = value.bytes();
      if (secret.length < SHORTEST || different(secret) < FEWEST_DIFFERENT) {
        passedOver++;
        continue;
      }
      searched++;
      forms(secret).forEach((form, text) -> add(new Pattern(value.kind(), form, text)));
    }
  }

  private static long different(byte[] secret) {
    Set<Byte> seen = new TreeSet<>();
    for (byte b : secret) {
      seen.add(b);
    }
    return seen.size();
  }

  /** The forms of a secret, with base64 of a whole value and of one inside a longer text. */
  static Map<String, byte[]> forms(byte[] secret) {
    Map<String, byte[]> forms = new TreeMap<>();
    forms.put("plain", secret.clone());
    String hex = HexFormat.of().formatHex(secret);
    forms.put("hex", ascii(hex));
    forms.put("HEX", ascii(hex.toUpperCase(Locale.ROOT)));
    forms.put("hex:", ascii(HexFormat.ofDelimiter(":").formatHex(secret)));
    forms.put("array", ascii(Arrays.toString(secret).replaceAll("[\\[\\]]", "")));
    for (int shift = 0; shift < BASE64_GROUP && secret.length - shift > SHORTEST; shift++) {
      int length = (secret.length - shift) / BASE64_GROUP * BASE64_GROUP;
      byte[] aligned = Arrays.copyOfRange(secret, shift, shift + length);
      forms.put("base64+" + shift, Base64.getEncoder().encode(aligned));
      forms.put("base64url+" + shift, Base64.getUrlEncoder().encode(aligned));
    }
    return forms;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void add(Pattern pattern) {
    byPrefix.computeIfAbsent(window(pattern.text(), 0), key -> new ArrayList<>(1)).add(pattern);
  }

  private static long window(byte[] text, int from) {
    long window = 0;
    for (int i = from; i < from + WINDOW; i++) {
      window = window << Byte.SIZE | (text[i] & 0xff);
    }
    return window;
  }

  /** The number of values to search for. */
  int searched() {
    return searched;
  }

  /** The number of values that are too short, or have too few different bytes, to search for. */
  int passedOver() {
    return passedOver;
  }

  /** The number of bytes searched so far. */
  long bytes() {
    return bytes;
  }

  List<Hit> in(String name, byte[] output) {
    bytes += output.length;
    List<Hit> hits = new ArrayList<>();
    if (output.length < WINDOW) {
      return hits;
    }
    long window = window(output, 0);
    for (int at = 0; at + WINDOW <= output.length; at++) {
      for (Pattern pattern : byPrefix.getOrDefault(window, List.of())) {
        int end = at + pattern.text().length;
        if (end <= output.length
            && Arrays.equals(output, at, end, pattern.text(), 0, pattern.text().length)) {
          hits.add(new Hit(pattern.kind(), pattern.form(), name + " at " + at));
        }
      }
      if (at + WINDOW < output.length) {
        window = window << Byte.SIZE | (output[at + WINDOW] & 0xff);
      }
    }
    return hits;
  }

  /** Reads the recorded values. */
  static List<SensitiveValues.Value> read(Path recorded) throws IOException {
    List<SensitiveValues.Value> values = new ArrayList<>();
    for (String line : Files.readAllLines(recorded)) {
      int space = line.indexOf(' ');
      values.add(new SensitiveValues.Value(line.substring(0, space), line.substring(space + 1)));
    }
    return values;
  }

  /**
   * Searches, prints a summary, and fails if it finds a value or had nothing to search for.
   *
   * @param arguments the recorded values, and the folder to search
   */
  public static void main(String[] arguments) throws IOException {
    List<SensitiveValues.Value> values = new ArrayList<>(read(Path.of(arguments[0])));
    Map<String, Integer> kinds = new TreeMap<>();
    values.forEach(value -> kinds.merge(value.kind(), 1, Integer::sum));
    SecretScan scan = new SecretScan(values);
    SecretScan planted =
        new SecretScan(
            List.of(
                new SensitiveValues.Value(
                    "planted", Base64.getEncoder().encodeToString(ascii(PLANTED)))));
    List<Hit> hits = new ArrayList<>();
    Set<String> plantedForms = new TreeSet<>();
    Map<String, Boolean> loggers = new TreeMap<>();
    for (String logger :
        List.of("com.azure.", "com.microsoft.aad.msal4j.", "io.vaultjca", "reactor.")) {
      loggers.put(logger, false);
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(arguments[1]))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      byte[] output;
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        output = in.readAllBytes();
      }
      hits.addAll(scan.in(file.getFileName().toString(), output));
      planted.in(file.toString(), output).forEach(hit -> plantedForms.add(hit.form()));
      String text = new String(output, StandardCharsets.ISO_8859_1);
      loggers.replaceAll((name, seen) -> seen || text.contains(name));
    }
    System.out.printf(
        Locale.ROOT,
        "Searched %d bytes in %d files for %d of %d values %s: %d found%n",
        scan.bytes(),
        files.size(),
        scan.searched(),
        values.size(),
        kinds,
        hits.size());
    hits.stream().limit(50).forEach(System.out::println);
    System.out.println("Planted value found as " + plantedForms + "; loggers seen " + loggers);
    boolean finds = plantedForms.containsAll(forms(ascii(PLANTED)).keySet());
    if (!hits.isEmpty() || !finds || loggers.containsValue(false)) {
      throw new IllegalStateException(
          hits.isEmpty() ? "The search cannot find what it is for" : "Secrets are in the output");
    }
  }
}
