package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The content of the self-contained jar. */
class SelfContainedJarTest {
  private static final String SERVICES = "META-INF/services/";

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(Product.jar().toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(Product.jar().toFile());
        InputStream content = jar.getInputStream(jar.getEntry(entry))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ModuleDescriptor module() {
    Set<ModuleReference> modules = ModuleFinder.of(Product.jar()).findAll();
    assertThat(modules).hasSize(1);
    return modules.iterator().next().descriptor();
  }

  @Test
  void isSmallerThan14MegabytesAndReadableByEveryone() throws IOException {
    Path jar = Product.jar();
    assertThat(Files.size(jar)).isLessThan(10_000_000);
    if (jar.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
          .isEqualTo("rw-r--r--");
    }
  }

  @Test
  void holdsNoClassOutsideOfItsOwnPackages() throws IOException {
    assertThat(entries())
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(name -> name.startsWith("io/vaultjca/") || name.equals("module-info.class"))
        .hasSizeGreaterThan(1000);
  }

  @Test
  void isSingleReleaseUnsignedAndHasOneModuleDescriptor() throws IOException {
    assertThat(entries())
        .noneMatch(name -> name.startsWith("META-INF/versions/"))
        .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
        .filteredOn(name -> name.endsWith("module-info.class"))
        .containsExactly("module-info.class");
    assertThat(text("META-INF/MANIFEST.MF")).doesNotContain("Multi-Release");
  }

  @Test
  void isAnOpenNamedModuleThatExportsWhatTheTwoModulesExport() {
    assertThat(module().name()).isEqualTo("io.vaultjca");
    assertThat(module().isOpen()).isTrue();
    Set<String> ofTheTwo =
        Product.modules().findAll().stream()
            .flatMap(reference -> reference.descriptor().exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    assertThat(ofTheTwo).contains("io.vaultjca", "io.vaultjca.provider");
    assertThat(module().exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(ofTheTwo);
  }

  @Test
  void resolvesTheModulesThatJarsignerAndKeytoolDoNot() {
    assertThat(module().requires())
        .filteredOn(requires -> !requires.modifiers().contains(Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactlyInAnyOrder("java.base", "java.logging", "java.net.http", "java.xml");
    // If it is present, the flight recorder records the requests.
    assertThat(module().requires())
        .filteredOn(requires -> requires.modifiers().contains(Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactly("jdk.jfr");
  }

  @Test
  void namesItsPackagesSoThatTheJvmNeedNotSearchTheJar() throws IOException {
    Set<String> ofTheClasses =
        entries().stream()
            .filter(name -> name.endsWith(".class") && name.contains("/"))
            .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
            .collect(Collectors.toSet());
    try (JarFile jar = new JarFile(Product.jar().toFile());
        InputStream descriptor = jar.getInputStream(jar.getEntry("module-info.class"))) {
      // Read by itself, a descriptor contains only the packages that it names.
      assertThat(ModuleDescriptor.read(descriptor).packages()).containsAll(ofTheClasses);
    }
  }

  @Test
  void announcesTheSameServicesAsAModuleAndOnTheClassPath() throws IOException {
    Map<String, Set<String>> ofTheModule = new TreeMap<>();
    module()
        .provides()
        .forEach(provides -> ofTheModule.put(provides.service(), Set.copyOf(provides.providers())));
    Map<String, Set<String>> ofTheFiles = new TreeMap<>();
    for (String entry : entries()) {
      if (entry.startsWith(SERVICES)) {
        ofTheFiles.put(
            entry.substring(SERVICES.length()),
            text(entry).lines().map(String::strip).collect(Collectors.toSet()));
      }
    }
    assertThat(ofTheModule).isEqualTo(ofTheFiles);
    assertThat(ofTheModule.get("java.security.Provider"))
        .containsExactly("io.vaultjca.provider.AzureKeyVaultProvider");
  }

  @Test
  void declaresUsesForEveryServiceOfTheMergedLibraries() {
    assertThat(module().uses())
        .containsAll(
            module().provides().stream()
                .map(ModuleDescriptor.Provides::service)
                .filter(service -> !service.equals("java.security.Provider"))
                .toList());
  }

  @Test
  void containsTheLicenceOfEveryLibrary() throws IOException {
    String thirdParty = text("META-INF/THIRD-PARTY.txt");
    Set<String> groups = new TreeSet<>();
    for (String entry : entries()) {
      if (entry.startsWith("META-INF/maven/") && entry.endsWith("/pom.properties")) {
        Properties coordinates = new Properties();
        coordinates.load(new java.io.StringReader(text(entry)));
        groups.add(coordinates.getProperty("groupId"));
      }
    }
    assertThat(groups).contains("com.azure", "com.microsoft.azure", "org.slf4j", "io.vaultjca");
    assertThat(groups)
        .filteredOn(group -> !group.equals("io.vaultjca"))
        .allMatch(
            group ->
                thirdParty.contains(group + ":")
                    || (group.startsWith("com.fasterxml.jackson.")
                        && thirdParty.contains("com.fasterxml.jackson.*")));
    assertThat(thirdParty).contains("org.bouncycastle:", "io.projectreactor:", "reactive-streams");
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
    assertThat(text("META-INF/NOTICE")).contains("vaultjca");
    assertThat(entries())
        .contains(
            "META-INF/FastDoubleParser-LICENSE",
            "META-INF/FastDoubleParser-ThirdParty-LICENSE",
            "META-INF/Schubfach-LICENSE");
  }

  /**
   * A dependency of a class in the jar that is left out or not resolved.
   *
   * @param user the classes that name it
   * @param used what they name
   */
  private record LeftOut(String user, String used) {
    boolean covers(String actualUser, String actualUsed) {
      return actualUser.matches(user) && actualUsed.matches(used);
    }
  }

  private static final List<LeftOut> LEFT_OUT =
      List.of(
          // JNA accesses desktop key rings, for IDE logins and for token caches on disk.
          new LeftOut("com\\.azure\\.identity\\.implementation\\..*", "com\\.sun\\.jna\\..*"),
          new LeftOut(
              "com\\.microsoft\\.aad\\.msal4jextensions\\..*",
              "(com\\.sun\\.jna|com\\.nimbusds|java\\.lang\\.management)\\..*"),
          // A login in a browser.
          new LeftOut(
              "com\\.microsoft\\.aad\\.msal4j\\..*",
              "(java\\.awt|com\\.sun\\.net\\.httpserver)\\..*"),
          // The flight recorder, which not every JVM has.
          new LeftOut("io\\.vaultjca\\.recorder\\..*", "jdk\\.jfr\\..*"),
          // Optional for Jackson.
          new LeftOut("com\\.fasterxml\\.jackson\\.databind\\..*", "java\\.(sql|beans)\\..*"),
          new LeftOut("reactor\\..*", "(io\\.micrometer|reactor\\.blockhound)\\..*"),
          // Annotations for compilers.
          new LeftOut("reactor\\..*", "javax\\.annotation\\..*"),
          new LeftOut("(io\\.vaultjca|reactor)\\..*", "org\\.jspecify\\..*"));

  @Test
  void lacksOnlyClassesThatItDoesNotNeed() {
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(printer, printer, "--missing-deps", Product.jar().toString());
    assertThat(status).as(output.toString()).isZero();
    Matcher missing =
        Pattern.compile("^\\s+(\\S+)\\s+->\\s+(\\S+)\\s+not found", Pattern.MULTILINE)
            .matcher(output.toString().replace("io.vaultjca.shaded.", ""));
    Set<LeftOut> seen = new HashSet<>();
    Set<String> unexpected = new TreeSet<>();
    while (missing.find()) {
      String user = missing.group(1);
      String used = missing.group(2);
      Optional<LeftOut> known =
          LEFT_OUT.stream().filter(leftOut -> leftOut.covers(user, used)).findFirst();
      known.ifPresentOrElse(seen::add, () -> unexpected.add(user + " -> " + used));
    }
    assertThat(unexpected).isEmpty();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(LEFT_OUT);
  }
}
