package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final String LOCAL = "local.p12";
  private static final String OURS = "vaultjca";
  private static final List<String> QUICK_COMPILER = List.of("-J-XX:TieredStopAtLevel=1");
  private static final boolean AOT = Runtime.version().feature() >= 25;
  private static final String BASE = "local PKCS#12";
  private static final Set<String> GOALS =
      Set.of(
          OURS, OURS + " on the class path", archived(OURS), archived(OURS + " on the class path"));

  /**
   * A contender
   *
   * @param title the name in a table
   * @param arguments the arguments that make jarsigner use its key
   * @param environment further variables of the process
   */
  private record Contender(String title, List<String> arguments, Map<String, String> environment) {}

  /** The contenders with a running vault. */
  @FunctionalInterface
  private interface Field {
    List<Contender> at(Laboratory laboratory) throws IOException;
  }

  private final String name;
  private final Field field;
  private final int[] sizes;
  private final int[] rounds;
  private final boolean quick;

  private StartUp(String name, Field field, int[] sizes, int[] rounds, boolean quick) {
    this.name = name;
    this.field = field;
    this.sizes = sizes;
    this.rounds = rounds;
    this.quick = quick;
  }

  /**
   * With an access token, beside a local key and Microsoft's provider.
   *
   * @param quick true for a run that only shows that it works
   */
  static StartUp ofProviders(boolean quick) {
    return new StartUp("start-up", StartUp::providers, new int[] {1, 100}, new int[] {7, 3}, quick);
  }

  /**
   * With the most frequent credentials, beside a local key and an access token.
   *
   * @param quick true for a run that only shows that it works
   */
  static StartUp ofCredentials(boolean quick) {
    return new StartUp(
        "start-up-credentials", StartUp::credentials, new int[] {1}, new int[] {7}, quick);
  }

  private static List<Contender> providers(Laboratory own) throws IOException {
    Path file = own.vault().folder().resolve(VaultAccess.KEY_STORE_FILE);
    return List.of(
        local(own),
        new Contender(
            "Microsoft's provider 2.10.1", MicrosoftPeer.jarsignerArguments(own.vault()), Map.of()),
        new Contender(OURS, ours(file, onTheModulePath(own)), Map.of()),
        new Contender(
            OURS + " on the class path",
            ours(file, "-J-cp", "-J" + own.provider(), "-J--add-modules=java.net.http"),
            Map.of()));
  }

  private static List<Contender> credentials(Laboratory own) throws IOException {
    VaultAccess vault = own.vault();
    VaultAccess.Identity identity = vault.identity();
    String authority =
        "azure.keyvault.authority-host="
            + identity.authorityHost()
            + "\nazure.keyvault.disable-instance-discovery=true";
    String application =
        authority
            + "\nazure.keyvault.tenant-id="
            + identity.tenantId()
            + "\nazure.keyvault.client-id="
            + identity.clientId()
            + "\nazure.keyvault.client-secret="
            + identity.clientSecret();
    String where = onTheModulePath(own);
    Path token = vault.folder().resolve(VaultAccess.KEY_STORE_FILE);
    Path secret = vault.keyStoreFileWithoutToken("client-secret.properties", application);
    Path managed =
        vault.keyStoreFileWithoutToken(
            "managed.properties", "azure.keyvault.credential=managed-identity");
    Path fallback =
        vault.keyStoreFileWithoutToken(
            "default.properties", authority + "\nazure.keyvault.credential=default");
    return List.of(
        local(own),
        new Contender(OURS, ours(token, where), Map.of()),
        new Contender(OURS + ", client-secret", ours(secret, where), Map.of()),
        new Contender(OURS + ", managed-identity", ours(managed, where), identity.ofAppService()),
        new Contender(OURS + ", default", ours(fallback, where), identity.ofAppService()));
  }

  private static Contender local(Laboratory own) {
    return new Contender(
        BASE,
        List.of(
            "-keystore", own.vault().folder().resolve(LOCAL).toString(), "-storepass", PASSWORD),
        Map.of());
  }

  private static String onTheModulePath(Laboratory own) {
    return "-J--module-path=" + own.provider();
  }

  private static List<String> ours(Path keyStore, String... where) {
    List<String> arguments = new ArrayList<>(List.of(where));
    arguments.addAll(
        List.of(
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            keyStore.toString(),
            "-storetype",
            "AzureKeyVault",
            "-protected"));
    return arguments;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Table> measure(Laboratory laboratory) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (Laboratory own = laboratory.anotherEmpty()) {
      Path folder = own.vault().folder();
      prepare(folder);
      int held = 0;
      for (int i = 0; i < (quick ? 1 : sizes.length); i++) {
        own.vault().seed(seed(sizes[i], held));
        held = sizes[i];
        rows.addAll(compare(own, sizes[i], quick ? 1 : rounds[i]));
      }
    }
    return List.of(Row.table(name, rows));
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
                LOCAL,
                "-storepass",
                PASSWORD)
            .directory(folder.toFile()));
  }

  private List<Row> compare(Laboratory own, int size, int rounds)
      throws IOException, InterruptedException {
    Map<String, ProcessBuilder> programs = programs(own);
    Map<String, double[]> seconds = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, ProcessBuilder> program : programs.entrySet()) {
        seconds.computeIfAbsent(program.getKey(), who -> new double[rounds])[round] =
            run(program.getValue());
      }
    }
    List<Row> rows = new ArrayList<>();
    seconds.forEach((who, runs) -> rows.add(row(size, who, runs, seconds.get(BASE))));
    return rows;
  }

  /** The programs by their titles; one run of each program makes its archive. */
  private Map<String, ProcessBuilder> programs(Laboratory own)
      throws IOException, InterruptedException {
    List<Contender> contenders = field.at(own);
    Map<String, ProcessBuilder> programs = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      programs.put(contender.title(), jarsigner(own, contender, List.of()));
    }
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get(i);
      Path archive = own.vault().folder().resolve(i + ".archive");
      Files.deleteIfExists(archive);
      run(jarsigner(own, contender, archiving(archive)));
      programs.put(archived(contender.title()), jarsigner(own, contender, fromArchive(archive)));
      if (contender.title().startsWith(OURS)) {
        List<String> both = new ArrayList<>(fromArchive(archive));
        both.addAll(QUICK_COMPILER);
        programs.put(contender.title() + ", C1 alone", jarsigner(own, contender, QUICK_COMPILER));
        programs.put(archived(contender.title()) + ", C1 alone", jarsigner(own, contender, both));
      }
    }
    return programs;
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

  private static ProcessBuilder jarsigner(Laboratory own, Contender contender, List<String> flags) {
    Path folder = own.vault().folder();
    List<String> command = new ArrayList<>(List.of(tool("jarsigner")));
    command.addAll(flags);
    command.addAll(contender.arguments());
    command.addAll(
        List.of(
            "-signedjar",
            folder.resolve("signed.jar").toString(),
            folder.resolve("app.jar").toString(),
            SIGNER));
    ProcessBuilder program = own.program(command);
    program.environment().putAll(contender.environment());
    return program;
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** Runs a program and returns its seconds. */
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
        Row.Value.seconds(seconds),
        who.equals(BASE) ? Optional.empty() : Optional.of(Row.Ratio.of(ratios)),
        goal(size, who),
        "");
  }

  private static Optional<Row.Goal> goal(int size, String who) {
    if (!AOT || size > 1 || !GOALS.contains(who)) {
      return Optional.empty();
    }
    return Optional.of(Row.Goal.atMost(who.contains(archived("")) ? 1.8 : 2.4, BASE));
  }
}
