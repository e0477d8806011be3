package io.vaultjca.command.doctor.step;

import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.text.Spelling;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/**
 * Checks the provider's position in this JVM and its entry in {@code java.security}, and reports
 * how other programs find it.
 */
public final class Standing implements Look {
  private static final String NAME = AzureKeyVaultProvider.NAME;
  private static final String ENTRY = "security.provider.";

  /** A registration in {@code java.security}. */
  private record Registered(int number, String provider, Optional<String> argument) {
    @Override
    public String toString() {
      return "%s%s=%s%s".formatted(ENTRY, number, provider, argument.map(" "::concat).orElse(""));
    }
  }

  @Override
  public Finding at(Facts facts) {
    List<String> details = new ArrayList<>();
    List<Registered> registered = registered();
    Optional<Registered> own = registered.stream().filter(Standing::isOurs).findFirst();
    details.add(own.map(Standing::position).orElse("java.security does not register it."));
    details.addAll(howToFind());
    return wrong(registered, own)
        .map(Finding::failed)
        .orElseGet(
            () ->
                Finding.ok(
                    "This JVM (%s, %s) finds %s in %s."
                        .formatted(
                            Runtime.version(),
                            System.getProperty("java.home"),
                            NAME,
                            place().map(Path::toString).orElse("its own image"))))
        .with(details);
  }

  private static Optional<String> wrong(List<Registered> registered, Optional<Registered> own) {
    for (Provider provider : Security.getProviders()) {
      if (provider.getName().equals(NAME)) {
        break;
      }
      if (provider.getService("KeyStore", NAME) != null) {
        return Optional.of(
            "The provider %s comes first and also has a key store of the type %s: programs get that one. Remove it from java.security."
                .formatted(provider.getName(), NAME));
      }
    }
    for (Registered entry : registered) {
      boolean meant =
          !isOurs(entry)
              && Security.getProvider(entry.provider()) == null
              && (entry.provider().startsWith("io.vaultjca")
                  || Spelling.nearest(entry.provider(), List.of(NAME)).isPresent());
      if (meant) {
        return Optional.of(
            "java.security registers a provider that this JVM does not find: %s. The name is %s."
                .formatted(entry, NAME));
      }
    }
    Optional<String> file = own.flatMap(Registered::argument);
    if (file.isPresent() && !Files.isReadable(Path.of(file.get()))) {
      return Optional.of(
          "java.security names a configuration file that cannot be read: %s.".formatted(own.get()));
    }
    boolean found =
        own.isPresent()
            || StreamSupport.stream(ServiceLoader.load(Provider.class).spliterator(), false)
                .anyMatch(provider -> provider.getName().equals(NAME));
    return found
        ? Optional.empty()
        : Optional.of(
            "Provider named \"%s\" not found: this JVM has its classes, but not its service file or module. Use the original jar."
                .formatted(NAME));
  }

  private static boolean isOurs(Registered entry) {
    return entry.provider().equals(NAME)
        || entry.provider().equals(AzureKeyVaultProvider.class.getName());
  }

  private static List<Registered> registered() {
    List<Registered> entries = new ArrayList<>();
    for (int i = 1; Security.getProperty(ENTRY + i) != null; i++) {
      String[] words = Security.getProperty(ENTRY + i).strip().split("\\s+", 2);
      entries.add(
          new Registered(i, words[0], words.length > 1 ? Optional.of(words[1]) : Optional.empty()));
    }
    return entries;
  }

  private static String position(Registered own) {
    List<String> names = Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
    int position = names.indexOf(NAME);
    int rsa = names.indexOf("SunRsaSign");
    String behind =
        rsa >= 0 && rsa < position
            ? ", after the JDK's: a program that sets parameters before the key must name it"
            : "";
    return "java.security registers it: %s, %s of %s%s."
        .formatted(own, position + 1, names.size(), behind);
  }

  /** The jar or the folder of classes; empty in an image of jlink. */
  private static Optional<Path> place() {
    CodeSource source = AzureKeyVaultProvider.class.getProtectionDomain().getCodeSource();
    try {
      return source == null || !"file".equals(source.getLocation().getProtocol())
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static List<String> howToFind() {
    Optional<Path> place = place();
    if (place.isEmpty()) {
      return List.of("jarsigner and keytool of this image find it with -addprovider " + NAME + ".");
    }
    Path jar = place.get();
    List<String> ways = new ArrayList<>();
    ways.add(
        "jarsigner and keytool find it with -J--module-path=%s -addprovider %s; on their class path they also need -J--add-modules=java.net.http."
            .formatted(jar, NAME));
    boolean named =
        Arrays.asList(
                Optional.ofNullable(System.getenv("CLASSPATH"))
                    .orElse("")
                    .split(File.pathSeparator))
            .contains(jar.toString());
    ways.add(
        named
            ? "The variable CLASSPATH names it: java and Tomcat find it there; jarsigner and keytool ignore the variable."
            : "Tomcat finds it with CLASSPATH=%s in bin/setenv.sh.".formatted(jar));
    return ways;
  }
}
