package io.vaultjca.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What programs see is what the last release had, and perhaps more: {@code
 * src/test/public-face.txt} has all of it. {@code -Dpublic.face.write=true} adds what is new.
 */
class PublicFaceTest {
  private static final Path FILE = Path.of("src/test/public-face.txt");
  private static final Pattern PROPERTY = Pattern.compile("\"name\": \"([^\"]+)\",\\s*\"type\"");

  @Test
  void nothingOfTheLastReleaseIsGoneAndWhatIsNewIsKnown() throws Exception {
    SortedSet<String> known =
        Files.exists(FILE) ? new TreeSet<>(Files.readAllLines(FILE)) : new TreeSet<>();
    PublicFace.Difference difference = PublicFace.Difference.between(known, face());
    assertThat(difference.gone())
        .as("Gone or changed since the last release: programs that use it break.")
        .isEmpty();
    if (Boolean.getBoolean("public.face.write")) {
      known.addAll(difference.come());
      Files.write(FILE, known);
    } else {
      assertThat(difference.come())
          .as("New: if programs may use it from now on, add it with -Dpublic.face.write=true.")
          .isEmpty();
    }
  }

  private static SortedSet<String> face() throws Exception {
    PublicFace face = new PublicFace();
    for (Class<?> one : List.of(Setting.class, AzureKeyVaultProvider.class)) {
      face.addPackages(one, exported(one));
    }
    face.addPackages(
        VaultServer.class, List.of("io.vaultjca.embedded", "io.vaultjca.embedded.junit"));
    PROPERTY
        .matcher(
            SourceTree.read(
                "provider/spring-boot-starter/src/main/resources/META-INF/"
                    + "spring-configuration-metadata.json"))
        .results()
        .forEach(property -> face.add("Spring Boot: " + property.group(1)));
    return face.lines();
  }

  /** The packages that the module of a class exports to all. */
  private static List<String> exported(Class<?> one) {
    ModuleReference module = ModuleFinder.of(PublicFace.location(one)).findAll().iterator().next();
    return module.descriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .toList();
  }

  @Test
  void aMemberThatChangesIsGoneAndHasCome() {
    PublicFace before = new PublicFace();
    before.add("io.vaultjca.A: public final class");
    before.add("io.vaultjca.A: public int size()");
    PublicFace now = new PublicFace();
    now.add("io.vaultjca.A: public final class");
    now.add("io.vaultjca.A: public long size()");
    PublicFace.Difference difference = PublicFace.Difference.between(before.lines(), now.lines());
    assertThat(difference.gone()).containsExactly("io.vaultjca.A: public int size()");
    assertThat(difference.come()).containsExactly("io.vaultjca.A: public long size()");
  }

  @Test
  void eachVisibleMemberIsALine() {
    PublicFace face = new PublicFace();
    face.addType(Thread.State.class);
    face.addType(AutoCloseable.class);
    face.addType(Byte.class);
    face.addType(Random.class);
    assertThat(face.lines())
        .contains(
            "java.lang.AutoCloseable: public abstract interface",
            "java.lang.AutoCloseable: public abstract void close() throws java.lang.Exception",
            "java.lang.Thread.State: public static final enum extends"
                + " java.lang.Enum<java.lang.Thread$State>",
            "java.lang.Thread.State: public static final java.lang.Thread$State NEW",
            "java.lang.Byte: public static final byte MAX_VALUE = 127",
            "java.util.Random: protected int next(int)",
            "java.util.Random: public new()")
        .noneMatch(line -> line.contains(" private ") || line.contains("haveNextNextGaussian"));
  }
}
