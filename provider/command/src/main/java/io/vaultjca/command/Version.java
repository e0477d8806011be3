package io.vaultjca.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}: version, commit and JDK. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
      build.load(file);
    }
    String commit = build.getProperty("commit");
    return new String[] {
      "vaultjca %s (commit %s)"
          .formatted(build.getProperty("version"), commit.startsWith("$") ? "not known" : commit),
      "JDK %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
    };
  }
}
