package io.vaultjca.conformance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the design that a compiler does not check: dependencies and sizes. */
class ArchitectureTest {
  private static final int LONGEST_CLASS = 400;
  private static final int LONGEST_PACKAGE = 2_500;
  private static final int MOST_TYPES_OF_A_PACKAGE = 20;
  private static final int MOST_EXPORTED_TYPES = 30;

  /**
   * Without package-info files. The largest parts beyond signing and the key store: replicas and
   * pace 1,920, trust store and self-signed certificates 1,150, fetched issuers 1,110, the Spring
   * Boot starter 1,050, ML-DSA 850, Azure Resource Manager 600.
   */
  private static final int MOST_LINES = 25_400;

  /** Some 120 verbs of 20 to 60 lines each; the doctor has 2,000. */
  private static final int MOST_LINES_OF_THE_COMMAND = 12_500;

  /** The packages that the modules export to everyone. */
  private static final String[] EXPORTED = {
    "io.vaultjca", "io.vaultjca.key", "io.vaultjca.provider", "io.vaultjca.provider.spec"
  };

  private static final Path PAGE = Path.of("../../ARCHITECTURE.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(io\\.vaultjca[.a-z]*)` \\| .* \\|([^|]*)\\|$");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** A class, or a method of a class, in backticks. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-zA-Z]*[a-z][a-zA-Z]*)[.`]");

  private static final Set<String> OF_THE_JDK =
      Set.of(
          "ECPrivateKey",
          "HttpClient",
          "IncompatibleClassChangeError",
          "KeyStore",
          "PrivateKey",
          "ProviderConfig",
          "ProviderException",
          "RSAPrivateKey",
          "RSAKey",
          "ECKey",
          "Signature",
          "SignatureException",
          "SSLContext",
          "UnrecoverableKeyException");

  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/embedded"))
            .withImportOption(location -> !location.contains("/conformance"))
            .importPackages("io.vaultjca");
    assertThat(ours.contain("io.vaultjca.vault.Vault")).isTrue();
    assertThat(ours.contain("io.vaultjca.provider.AzureKeyVaultProvider")).isTrue();
  }

  @Test
  void onlyTheTokensRoomSeesAzureIdentity() {
    check(outside("io.vaultjca.token").should().dependOnClassesThat(in("com.azure.identity..")));
  }

  @Test
  void onlyTheManagementRoomSeesTheKeyVaultClients() {
    check(
        outside("io.vaultjca.management").should().dependOnClassesThat(in("com.azure.security..")));
  }

  @Test
  void onlyThreeRoomsAndTheCredentialSeeTheAzureSdk() {
    check(
        noClasses()
            .that(
                not(
                    resideInAnyPackage(
                        "io.vaultjca.azure", "io.vaultjca.token", "io.vaultjca.management")))
            .and()
            .doNotHaveFullyQualifiedName("io.vaultjca.AzureTokenCredential")
            .should()
            .dependOnClassesThat(
                in("com.azure.core..", "com.azure.identity..", "com.azure.security..")
                    .or(in("com.microsoft..", "reactor..", "com.fasterxml.."))));
  }

  /** A package depends only on the packages in its row of ARCHITECTURE.md. */
  @ParameterizedTest
  @MethodSource("rooms")
  void roomSeesOnlyTheRoomsThatItsRowLists(String room, List<String> seen) {
    String[] allowed = Stream.concat(Stream.of(room), seen.stream()).toArray(String[]::new);
    check(
        noClasses()
            .that(resideInAPackage(room))
            .should()
            .dependOnClassesThat(in("io.vaultjca..").and(not(in(allowed)))));
  }

  static Stream<Arguments> rooms() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .map(
            row ->
                Arguments.of(
                    row.group(1),
                    NAME.matcher(row.group(2)).results().map(name -> name.group(1)).toList()));
  }

  @Test
  void everyRoomOfTheKeyStoreHasARow() throws IOException {
    assertThat(rooms().map(row -> (String) row.get()[0]))
        .containsExactlyInAnyOrderElementsOf(packages("keystore"));
  }

  private static Set<String> packages(String module) throws IOException {
    Path root = Path.of("../..", module, "src/main/java");
    return sources(module).stream()
        .map(source -> root.relativize(source).getParent())
        .filter(Objects::nonNull)
        .map(folder -> folder.toString().replace('/', '.'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Every class that the page names exists, and the page names every package of the provider. */
  @Test
  void thePageNamesClassesThatExist() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> types = new TreeSet<>();
    for (Path source : sources("keystore", "provider", "provider/command")) {
      types.add(source.getFileName().toString().replace(".java", ""));
    }
    types.addAll(Set.of("ArchitectureTest", "MessagesTest"));
    Set<String> named =
        TYPE.matcher(page).results().map(name -> name.group(1)).collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(60);
    named.removeAll(OF_THE_JDK);
    assertThat(types).containsAll(named);
    for (String room : packages("provider")) {
      assertThat(page).contains("`%s`".formatted(room.replaceFirst(".*\\.", "")));
    }
  }

  @Test
  void packagesAreFreeOfCycles() {
    check(slices().matching("(io.vaultjca..)").should().beFreeOfCycles());
  }

  @Test
  void eachPackageOfServicesHasOnePublicClass() {
    for (String family :
        List.of("signature", "cipher", "mac", "generator", "keyfactory", "random")) {
      assertThat(
              ours.that(resideInAPackage("io.vaultjca.provider." + family)).stream()
                  .filter(JavaClass::isTopLevelClass)
                  .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                  .map(JavaClass::getSimpleName))
          .as(family)
          .hasSize(1);
    }
  }

  @Test
  void programsSeeWhatTheyNeed() {
    assertThat(
            ours.that(resideInAnyPackage(EXPORTED)).stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName))
        .hasSizeBetween(15, MOST_EXPORTED_TYPES);
  }

  /** The operations of a key do not lead to its vault, its token or another key. */
  @Test
  void aKeyDoesNotLeadToItsVaultOrToken() {
    List<String> returned =
        ours.get("io.vaultjca.vault.RemoteKey").getMethods().stream()
            .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
            .map(method -> method.getRawReturnType().getName())
            .filter(type -> type.startsWith("io.vaultjca."))
            .distinct()
            .sorted()
            .toList();
    assertThat(returned)
        .containsExactly(
            "io.vaultjca.config.ConnectionConfig$PublicKeyOperations",
            "io.vaultjca.config.ConnectionConfig$VerifySignatures",
            "io.vaultjca.key.KeyId",
            "io.vaultjca.vault.RemoteKey$Encrypted");
  }

  @Test
  void noClassAndNoPackageIsTooLarge() throws IOException {
    requireSizes(MOST_LINES, sources("keystore", "provider", "provider/spring-boot-starter"));
    requireSizes(MOST_LINES_OF_THE_COMMAND, sources("provider/command"));
  }

  private static void requireSizes(int most, List<Path> sources) throws IOException {
    Map<String, Integer> types = new TreeMap<>();
    Map<String, Long> lines = new TreeMap<>();
    for (Path source : sources) {
      long length = lines(source);
      String folder = source.getParent().toString();
      if (!source.endsWith("package-info.java")) {
        types.merge(folder, 1, Integer::sum);
        lines.merge(folder, length, Long::sum);
      }
      assertThat(length).as(source.toString()).isLessThanOrEqualTo(LONGEST_CLASS);
    }
    assertThat(types)
        .allSatisfy((f, n) -> assertThat(n).as(f).isLessThanOrEqualTo(MOST_TYPES_OF_A_PACKAGE));
    assertThat(lines)
        .allSatisfy((f, n) -> assertThat(n).as(f).isLessThanOrEqualTo(LONGEST_PACKAGE));
    assertThat(lines.values().stream().mapToLong(Long::longValue).sum())
        .isBetween(800L, (long) most);
  }

  private static List<Path> sources(String... modules) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : modules) {
      try (Stream<Path> files = Files.walk(Path.of("../..", module, "src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private static long lines(Path source) throws IOException {
    try (Stream<String> lines = Files.lines(source)) {
      return lines.count();
    }
  }

  /** NullAway checks only packages that are marked. */
  @Test
  void everyPackageIsNullMarkedAndExplained() throws IOException {
    for (Path source : sources("keystore", "provider", "provider/command")) {
      if (!source.endsWith("module-info.java")) {
        assertThat(source.resolveSibling("package-info.java"))
            .content()
            .startsWith("/**")
            .contains("@NullMarked");
      }
    }
  }

  @Test
  void nothingPrintsOrExits() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .orShould()
            .callMethod(System.class, "exit", int.class));
  }

  @Test
  void staticFieldsAreFinal() {
    check(fields().that().areStatic().should().beFinal());
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> in(String... packages) {
    return resideInAnyPackage(packages);
  }

  private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction outside(
      String room) {
    return noClasses().that(not(resideInAPackage(room)));
  }

  private static void check(ArchRule rule) {
    rule.check(ours);
  }
}
