package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The SBOM in the self-contained jar names exactly the content of the jar. */
class SbomTest {
  private static final String SHADED = "io/vaultjca/shaded/";
  private static final String ENTRY = "META-INF/sbom/vaultjca.cdx.json";
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*)\\.jar");

  private static final Set<String> CLASSES = new HashSet<>();
  private static final Map<String, String> BY_POM_PROPERTIES = new TreeMap<>();
  private static byte[] content;
  private static JsonNode sbom;

  @BeforeAll
  static void open() throws IOException {
    try (JarFile jar = new JarFile(Product.jar().toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(SHADED) && name.endsWith(".class")) {
          CLASSES.add(name.substring(SHADED.length()));
        } else if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
          Properties coordinates = new Properties();
          try (InputStream properties = jar.getInputStream(entry)) {
            coordinates.load(properties);
          }
          BY_POM_PROPERTIES.put(
              coordinates.getProperty("artifactId"), coordinates.getProperty("version"));
        }
      }
      try (InputStream file = jar.getInputStream(jar.getEntry(ENTRY))) {
        content = file.readAllBytes();
      }
    }
    sbom = new ObjectMapper().readTree(content);
  }

  private static Map<String, String> named() {
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode component : sbom.get("components")) {
      versions.put(component.get("name").textValue(), component.get("version").textValue());
    }
    JsonNode itself = sbom.at("/metadata/component");
    versions.put(itself.get("name").textValue(), itself.get("version").textValue());
    return versions;
  }

  /**
   * Finds, without Maven, the libraries of the class path whose relocated classes are in the jar.
   */
  private static Map<String, String> found() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher file = JAR.matcher(Path.of(place).getFileName().toString());
      if (file.matches()) {
        try (JarFile jar = new JarFile(place)) {
          if (jar.stream().map(JarEntry::getName).anyMatch(CLASSES::contains)) {
            versions.put(file.group(1), file.group(2));
          }
        }
      }
    }
    // The jar's own versions win: the tests use another SLF4J.
    versions.putAll(BY_POM_PROPERTIES);
    return versions;
  }

  @Test
  void namesEveryLibraryInTheJarWithItsVersionAndNoOther() throws IOException {
    assertThat(named())
        .containsExactlyInAnyOrderEntriesOf(found())
        .containsKeys("bcprov-jdk18on", "reactor-core", "azure-identity", "slf4j-nop")
        .hasSizeGreaterThan(15);
  }

  @Test
  void namesTheLicenceOfEveryLibrary() {
    Set<String> licences = new TreeSet<>();
    for (JsonNode component : sbom.get("components")) {
      assertThat(component.get("licenses")).as(component.get("name").textValue()).isNotEmpty();
      for (JsonNode choice : component.get("licenses")) {
        JsonNode licence = choice.get("license");
        licences.add((licence.has("id") ? licence.get("id") : licence.get("name")).textValue());
      }
    }
    assertThat(licences).containsExactly("Apache-2.0", "Bouncy Castle Licence", "MIT", "MIT-0");
  }

  @Test
  void hasTheOriginAndHashOfEveryComponent() {
    for (JsonNode component : sbom.get("components")) {
      assertThat(component.get("purl").textValue())
          .isEqualTo(
              "pkg:maven/%s/%s@%s?type=jar"
                  .formatted(
                      component.get("group").textValue(),
                      component.get("name").textValue(),
                      component.get("version").textValue()));
      assertThat(component.get("scope").textValue()).isEqualTo("required");
      assertThat(component.get("hashes"))
          .extracting(hash -> hash.get("alg").textValue())
          .contains("SHA-256");
    }
  }

  @Test
  void refersOnlyToComponentsThatItNames() {
    Set<String> references = new TreeSet<>();
    sbom.get("components").forEach(one -> references.add(one.get("bom-ref").textValue()));
    references.add(sbom.at("/metadata/component/bom-ref").textValue());
    Set<String> inGraph = new TreeSet<>();
    for (JsonNode node : sbom.get("dependencies")) {
      inGraph.add(node.get("ref").textValue());
      node.path("dependsOn").forEach(reference -> inGraph.add(reference.textValue()));
    }
    assertThat(inGraph).isEqualTo(references);
  }

  @Test
  void isReproducibleAndIsAlsoBesideTheJar() throws IOException {
    assertThat(sbom.at("/metadata").has("timestamp")).isFalse();
    // A name-based UUID is the same for the same content.
    assertThat(sbom.get("serialNumber").textValue()).matches("urn:uuid:.{14}3.*");
    assertThat(Files.readAllBytes(Product.jar().resolveSibling("vaultjca.cdx.json")))
        .isEqualTo(content);
  }
}
