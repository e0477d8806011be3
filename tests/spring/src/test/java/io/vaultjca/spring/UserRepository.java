package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository with the artifacts of this build, and links to all others in the user's
 * repository: the test installs nothing there, and copies nothing else.
 */
final class UserRepository {
  private static final Path ROOT = Path.of(System.getProperty("vaultjca.root")).normalize();
  private static final String VERSION = System.getProperty("vaultjca.version");

  private UserRepository() {}

  /** Creates or updates the repository in a folder. */
  static Path in(Path folder) throws IOException {
    // Surefire sets this property.
    Path known = Path.of(System.getProperty("localRepository"));
    link(known, folder, "io");
    link(known.resolve("io"), folder.resolve("io"), "vaultjca");
    Path ours = folder.resolve("io/vaultjca");
    add(ours, "vaultjca-parent", ROOT);
    addWithJar(ours, "vaultjca-keystore", ROOT.resolve("keystore"));
    addWithJar(ours, "vaultjca-provider", ROOT.resolve("provider"));
    addWithJar(ours, "vaultjca-spring-boot-starter", ROOT.resolve("provider/spring-boot-starter"));
    addWithJar(ours, "vaultjca-embedded-vault", ROOT.resolve("tests/embedded-vault"));
    return folder;
  }

  private static void link(Path from, Path to, String exception) throws IOException {
    Files.createDirectories(to);
    List<Path> there;
    try (Stream<Path> all = Files.list(from)) {
      there = all.toList();
    }
    for (Path each : there) {
      Path link = to.resolve(each.getFileName());
      if (!each.getFileName().toString().equals(exception) && !Files.exists(link)) {
        Files.createSymbolicLink(link, each);
      }
    }
  }

  private static Path add(Path ours, String artifact, Path module) throws IOException {
    Path folder = Files.createDirectories(ours.resolve(artifact).resolve(VERSION));
    copy(module.resolve("pom.xml"), folder.resolve("%s-%s.pom".formatted(artifact, VERSION)));
    return folder;
  }

  private static void addWithJar(Path ours, String artifact, Path module) throws IOException {
    String jar = "%s-%s.jar".formatted(artifact, VERSION);
    Path built = module.resolve("target").resolve(jar);
    assertThat(built).as("mvn verify makes it, mvn test does not").exists();
    copy(built, add(ours, artifact, module).resolve(jar));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
