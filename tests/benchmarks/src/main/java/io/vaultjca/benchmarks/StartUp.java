package io.vaultjca.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Whole runs of jarsigner, from the start of the process to its end: with a local key, with
 * Microsoft's provider, with ours; each also with the classes from an archive of the JVM (an AOT
 * cache since JDK 25, AppCDS before). They take turns, round after round.
 */
final class StartUp implements Part {
  private static final String SIGNER = "signer";
  private static final String PASSWORD = "changeit";
  private static final int[] SIZES = {1, 100};
  private static final int[] ROUNDS = {7, 3};
  private static final boolean AOT = Runtime.version().feature() >= 25;
  private static final String BASE = "local PKCS#12";

  /** Whose key. */
  private enum By {
    LOCAL(BASE),
    MICROSOFT("Microsoft's provider 2.10.1"),
    OURS("vaultjca"),
    OURS_ON_THE_CLASS_PATH("vaultjca on the class path");

    private final String title;

    By(String title) {
      this.title = title;
    }
  }

  private final boolean quick;

  /**
   * The measurement.
   *
   * @param quick whether to see only that it works
   */
  StartUp(boolean quick) {
    this.quick = quick;
  }

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public List<Row> measure(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (Laboratory own = laboratory.anotherEmpty()) {
      Path folder = own.vault().folder();
      prepare(folder);
      int held = 0;
      for (int i = 0; i < (quick ? 1 : SIZES.length); i++) {
        own.vault().seed(seed(SIZES[i], held));
        held = SIZES[i];
        rows.addAll(compare(own, SIZES[i], quick ? 1 : ROUNDS[i]));
      }
    }
    return rows;
  }

  private static String seed(int size, int held) {
    String signer = "{\"name\":\"" + SIGNER + "\",\"kty\":\"RSA\",\"exportable\":false}";
    String others =
        String.format(
            Locale.ROOT,
            "{\"name\":\"c-%%03d\",\"count\":%d,\"kty\":\"EC\",\"exportable\":false}",
            size - held);
    return "{\"certificates\":[" + (held == 0 ? signer : others) + "]}";
  }

  private static void prepare(Path folder) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("app.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new ZipEntry("hello.txt"));
      jar.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    run(
        new ProcessBuilder(
                tool("keytool"),
                "-genkeypair",
                "-alias",
                SIGNER,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + SIGNER,
                "-keystore",
                "local.p12",
                "-storepass",
                PASSWORD)
            .directory(folder.toFile()));
  }

  private List<Row> compare(Laboratory own, int size, int rounds)
      throws IOException, InterruptedException {
    Map<String, List<String>> contenders = contenders(own);
    Map<String, double[]> seconds = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> contender : contenders.entrySet()) {
        seconds.computeIfAbsent(contender.getKey(), who -> new double[rounds])[round] =
            run(own.program(contender.getValue()));
      }
    }
    List<Row> rows = new ArrayList<>();
    seconds.forEach((who, runs) -> rows.add(row(size, who, runs, seconds.get(BASE))));
    return rows;
  }

  /** The command lines; each archive is made by one run of the same. */
  private Map<String, List<String>> contenders(Laboratory own)
      throws IOException, InterruptedException {
    Map<By, Path> archives = new EnumMap<>(By.class);
    for (By by : By.values()) {
      Path archive = own.vault().folder().resolve(by.name() + ".archive");
      Files.deleteIfExists(archive);
      run(own.program(jarsigner(own, by, archiving(archive))));
      archives.put(by, archive);
    }
    Map<String, List<String>> contenders = new LinkedHashMap<>();
    for (By by : By.values()) {
      contenders.put(by.title, jarsigner(own, by, List.of()));
    }
    for (By by : By.values()) {
      contenders.put(archived(by.title), jarsigner(own, by, fromArchive(archives.get(by))));
    }
    String quickCompiler = "-J-XX:TieredStopAtLevel=1";
    for (By by : List.of(By.OURS, By.OURS_ON_THE_CLASS_PATH)) {
      contenders.put(by.title + ", C1 alone", jarsigner(own, by, List.of(quickCompiler)));
      List<String> both = new ArrayList<>(fromArchive(archives.get(by)));
      both.add(quickCompiler);
      contenders.put(archived(by.title) + ", C1 alone", jarsigner(own, by, both));
    }
    return contenders;
  }

  private static String archived(String title) {
    return title + (AOT ? ", AOT cache" : ", AppCDS");
  }

  private static List<String> archiving(Path archive) {
    return List.of((AOT ? "-J-XX:AOTCacheOutput=" : "-J-XX:ArchiveClassesAtExit=") + archive);
  }

  private static List<String> fromArchive(Path archive) {
    return List.of((AOT ? "-J-XX:AOTCache=" : "-J-XX:SharedArchiveFile=") + archive);
  }

  private List<String> jarsigner(Laboratory own, By by, List<String> flags) throws IOException {
    Path folder = own.vault().folder();
    List<String> command = new ArrayList<>(List.of(tool("jarsigner")));
    command.addAll(flags);
    command.addAll(
        switch (by) {
          case LOCAL ->
              List.of("-keystore", folder.resolve("local.p12").toString(), "-storepass", PASSWORD);
          case MICROSOFT -> MicrosoftPeer.jarsignerArguments(own.vault());
          case OURS -> ours(folder, "-J--module-path=" + own.provider());
          case OURS_ON_THE_CLASS_PATH ->
              ours(folder, "-J-cp", "-J" + own.provider(), "-J--add-modules=java.net.http");
        });
    command.addAll(
        List.of(
            "-signedjar",
            folder.resolve("signed.jar").toString(),
            folder.resolve("app.jar").toString(),
            SIGNER));
    return command;
  }

  private static List<String> ours(Path folder, String... where) {
    List<String> arguments = new ArrayList<>(List.of(where));
    arguments.addAll(
        List.of(
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            folder.resolve(VaultAccess.KEY_STORE_FILE).toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected"));
    return arguments;
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** Runs a program to its end and returns the seconds that it took. */
  private static double run(ProcessBuilder program) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process = program.redirectErrorStream(true).redirectInput(Redirect.PIPE).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException(
          program.command().get(0) + " ended with " + status + ": " + output);
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private static Row row(int size, String who, double[] seconds, double[] base) {
    double[] ratios = new double[seconds.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = seconds[i] / base[i];
    }
    return new Row(
        String.format(Locale.ROOT, "jarsigner, N = %d", size),
        who,
        String.format(Locale.ROOT, "%.2f s", Statistics.median(seconds)),
        String.format(
            Locale.ROOT, "%.2f to %.2f s", Statistics.least(seconds), Statistics.greatest(seconds)),
        who.equals(BASE) ? Optional.empty() : Optional.of(Row.Ratio.of(ratios)),
        goal(size, who),
        "");
  }

  private static Row.Goal goal(int size, String who) {
    if (!AOT || size > 1 || !who.startsWith(By.OURS.title)) {
      return null;
    }
    return Row.Goal.atMost(who.contains(archived("")) ? 2.0 : 2.5, BASE);
  }
}
