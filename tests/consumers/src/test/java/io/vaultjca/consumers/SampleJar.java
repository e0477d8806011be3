package io.vaultjca.consumers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A small JAR to sign. */
final class SampleJar {
  private SampleJar() {}

  static Path write(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String name : List.of("app/readme.txt", "app/data.bin")) {
        jar.putNextEntry(new JarEntry(name));
        jar.write(name.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    }
    return file;
  }

  /** Whether a JAR holds a signature file. */
  static boolean isSigned(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      return jar.stream().anyMatch(entry -> entry.getName().endsWith(".SF"));
    }
  }
}
