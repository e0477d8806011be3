package io.vaultjca.release;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Checks a folder of deployed artifacts against what Maven Central requires, and packs them for it:
 *
 * <pre>java CentralRules.java FOLDER BUNDLE.zip</pre>
 *
 * <p>The rules are those of Maven Central's page "Requirements". Signatures are verified by gpg
 * with the keys of its home folder.
 */
final class CentralRules {
  private static final List<String> CHECKSUMS = List.of("md5", "sha1");
  private static final List<String> FIELDS =
      List.of(
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "developers/developer/organization",
          "developers/developer/organizationUrl",
          "scm/connection",
          "scm/developerConnection",
          "scm/url");

  private final Path folder;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Element> poms = new TreeMap<>();

  private CentralRules(Path folder) {
    this.folder = folder;
  }

  /** Exit status 1: a rule is broken. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> faults = faults(folder);
    faults.forEach(System.err::println);
    if (!faults.isEmpty()) {
      System.exit(1);
    }
    pack(folder, Path.of(arguments[1]));
    System.out.println("complies with the rules of Maven Central: " + arguments[1]);
  }

  /** What is wrong with the artifacts in a folder; empty if they may be published. */
  static List<String> faults(Path folder) throws Exception {
    CentralRules rules = new CentralRules(folder);
    rules.checkAll();
    return rules.faults;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("maven-metadata"))
          .sorted()
          .toList();
    }
  }

  /** Only what Central takes: without the metadata, which it makes itself. */
  static void pack(Path folder, Path bundle) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(bundle));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files(folder)) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
      }
    }
  }

  private void checkAll() throws Exception {
    List<Path> files = files(folder);
    for (Path file : files) {
      if (file.toString().endsWith(".pom")) {
        Element pom = parse(file);
        poms.put(text(pom, "artifactId"), pom);
      }
    }
    if (poms.isEmpty()) {
      faults.add("no POM in " + folder);
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (!name.matches(".*\\.(asc|md5|sha1|sha256|sha512)")) {
        checkChecksums(file);
        checkSignature(file);
      }
      if (name.endsWith(".pom")) {
        checkPom(file);
      }
    }
  }

  private void checkChecksums(Path file) throws IOException {
    for (String kind : CHECKSUMS) {
      Path sum = file.resolveSibling(file.getFileName() + "." + kind);
      if (!Files.exists(sum)) {
        faults.add(file.getFileName() + ": no ." + kind);
      } else if (!Files.readString(sum).strip().equals(digest(kind, file))) {
        faults.add(file.getFileName() + ": its ." + kind + " is another file's");
      }
    }
  }

  private static String digest(String kind, Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance(kind.equals("md5") ? "MD5" : "SHA-1");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void checkSignature(Path file) throws IOException, InterruptedException {
    Path signature = file.resolveSibling(file.getFileName() + ".asc");
    if (!Files.exists(signature)) {
      faults.add(file.getFileName() + ": no signature");
      return;
    }
    Process gpg =
        new ProcessBuilder("gpg", "--batch", "--verify", signature.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    gpg.getOutputStream().close();
    String output = new String(gpg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gpg.waitFor() != 0) {
      faults.add("%s: its signature does not verify: %s".formatted(file.getFileName(), output));
    }
  }

  private void checkPom(Path file) throws IOException {
    String artifact = file.getParent().getParent().getFileName().toString();
    String version = file.getParent().getFileName().toString();
    Element pom = poms.get(artifact);
    if (pom == null) {
      faults.add(file.getFileName() + ": its artifactId is not that of its folder");
      return;
    }
    if (!version.equals(inherited(pom, "version"))) {
      faults.add(artifact + ": its version is not that of its folder");
    }
    if (version.endsWith("-SNAPSHOT")) {
      faults.add(artifact + ": a SNAPSHOT is not a release");
    }
    if (!file.toString().replace('\\', '/').contains(inherited(pom, "groupId").replace('.', '/'))) {
      faults.add(artifact + ": its groupId is not that of its folder");
    }
    // Inherited, they would be those of another artifact.
    for (String field : List.of("name", "description")) {
      if (text(pom, field).isBlank()) {
        faults.add("%s: no %s".formatted(artifact, field));
      }
    }
    for (String field : FIELDS) {
      if (inherited(pom, field).isBlank()) {
        faults.add("%s: no %s".formatted(artifact, field));
      }
    }
    if (Files.readString(file).contains("-SNAPSHOT</version>")) {
      faults.add(artifact + ": depends on a SNAPSHOT");
    }
    if (find(pom, "repositories") != null || find(pom, "pluginRepositories") != null) {
      faults.add(artifact + ": needs another repository than Central");
    }
    if (!text(pom, "packaging").equals("pom")) {
      Path base = file.resolveSibling("%s-%s".formatted(artifact, version));
      checkJar(base + ".jar", "META-INF/LICENSE");
      checkJar(base + "-sources.jar", ".*[.]java");
      checkJar(base + "-javadoc.jar", "(index.html|README.md)");
    }
  }

  private void checkJar(String name, String contained) throws IOException {
    Path jar = Path.of(name);
    if (!Files.exists(jar)) {
      faults.add("no " + jar.getFileName());
      return;
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.stream().noneMatch(entry -> entry.getName().matches(contained))) {
        faults.add("%s: without %s".formatted(jar.getFileName(), contained));
      }
    }
  }

  private static Element parse(Path pom) throws IOException, SAXException {
    try (InputStream file = Files.newInputStream(pom)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file).getDocumentElement();
    } catch (ParserConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  /** An element's text, or that of the nearest parent in the folder that has it, or "". */
  private String inherited(Element pom, String path) {
    String found = text(pom, path);
    if (found.isEmpty() && find(pom, "parent") != null) {
      Element parent = poms.get(text(pom, "parent/artifactId"));
      return parent == null ? "" : inherited(parent, path);
    }
    return found;
  }

  private static String text(Element from, String path) {
    Element found = find(from, path);
    return found == null ? "" : found.getTextContent().strip();
  }

  private static Element find(Element from, String path) {
    Element found = from;
    for (String name : path.split("/", -1)) {
      found = child(found, name);
      if (found == null) {
        return null;
      }
    }
    return found;
  }

  private static Element child(Element from, String name) {
    for (Node node = from.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }
}
