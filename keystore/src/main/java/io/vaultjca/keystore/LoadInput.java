package io.vaultjca.keystore;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.ConnectionConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the input of {@code load}: a small properties file or a parameter. */
final class LoadInput {
  private static final int LARGEST = 1 << 20;
  private static final int LARGEST_BEGIN = 1 << 14;

  private LoadInput() {}

  /** Reads the whole file, and refuses key stores of another type. */
  static byte[] readFile(InputStream stream) throws IOException {
    byte[] file = stream.readNBytes(LARGEST + 1);
    if (file.length > LARGEST || !isText(file)) {
      throw new IOException(
          """
          This is not a key store file of the type AzureKeyVault: it should be a small \
          properties file, in UTF-8, with %s=https://NAME.vault.azure.net"""
              .formatted(Setting.URI.key()));
    }
    return file;
  }

  /**
   * Whether no line of a file could be meant as a setting. Frameworks need a file, and a file for
   * Microsoft's provider may contain anything.
   */
  static boolean saysNothing(byte[] file) {
    return new String(file, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.strip().startsWith("#"))
        .noneMatch(line -> line.matches(".*[=:].*") || line.strip().startsWith(Setting.PREFIX));
  }

  /** Whether it is a properties file with one of our names in it. */
  static boolean isOurs(InputStream stream) throws IOException {
    byte[] begin = stream.readNBytes(LARGEST_BEGIN);
    return isText(begin)
        && new String(begin, StandardCharsets.UTF_8)
            .lines()
            .anyMatch(line -> line.replace("\ufeff", "").strip().startsWith(Setting.PREFIX));
  }

  private static boolean isText(byte[] content) {
    for (byte octet : content) {
      boolean control = octet >= 0 && octet < ' ';
      if (control && octet != '\n' && octet != '\r' && octet != '\t' && octet != '\f') {
        return false;
      }
    }
    return true;
  }

  /** Writes a new file, without secrets. */
  static byte[] newFile(ConnectionConfig connection) {
    String replicas =
        connection.replicas().stream().map(URI::toString).collect(Collectors.joining(", "));
    return "%s=%s\n%s%s=%s\n"
        .formatted(
            Setting.URI.key(),
            connection.uri(),
            replicas.isEmpty() ? "" : "%s=%s\n".formatted(Setting.REPLICAS.key(), replicas),
            Setting.TYPE.key(),
            connection.type().configName())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Refuses an unknown parameter, which may name another vault than the one to be opened. */
  static void requireKnown(KeyStore.@Nullable LoadStoreParameter parameter) {
    if (parameter == null
        || parameter instanceof VaultLoadStoreParameter
        // The JDK's own class, which only holds a protection.
        || parameter.getClass().getEnclosingClass() == KeyStore.class) {
      return;
    }
    String ours = VaultLoadStoreParameter.class.getName();
    String given = parameter.getClass().getName();
    throw new IllegalArgumentException(
        """
        A load parameter of the class %s%s cannot be used: pass a %s, or load a properties file \
        with load(InputStream, char[])"""
            .formatted(
                given, given.equals(ours) ? ", from another copy of this library," : "", ours));
  }

  /**
   * Returns the password of a parameter, or null. Never calls a callback for one. Refuses a
   * parameter whose settings would be ignored.
   */
  static char @Nullable [] password(KeyStore.@Nullable LoadStoreParameter parameter)
      throws IOException {
    requireKnown(parameter);
    KeyStore.ProtectionParameter protection =
        parameter == null ? null : parameter.getProtectionParameter();
    if (protection == null || protection instanceof KeyStore.CallbackHandlerProtection) {
      return null;
    }
    if (protection instanceof KeyStore.PasswordProtection password) {
      return password.isDestroyed() ? null : password.getPassword();
    }
    throw new IOException(
        """
        A protection of the type %s cannot be used: this key store takes a PasswordProtection, \
        or none"""
            .formatted(protection.getClass().getName()));
  }
}
