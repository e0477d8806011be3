package io.vaultjca.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}: version, commit and JDK. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "vaultjca %s (commit %s)".formatted(io.vaultjca.text.Version.NUMBER, Build.COMMIT),
      "JDK %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
    };
  }

  /** Read once: picocli asks for the version of each command. */
  private static final class Build {
    static final String COMMIT = commit();

    private static String commit() {
      Properties build = new Properties();
      try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
        build.load(file);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      return build.getProperty("commit");
    }
  }
}
