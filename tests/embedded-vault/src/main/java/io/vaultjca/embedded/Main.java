package io.vaultjca.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs a vault in the foreground until SIGTERM or SIGINT. When the vault is ready, it prints one
 * line, {@code ready URI}.
 */
public final class Main {
  private Main() {}

  /** Exits with status 2 for bad arguments or a bad seed, and 1 if the vault cannot start. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(System.out, System.err, arguments));
  }

  private static int run(PrintStream out, PrintStream err, String... arguments)
      throws InterruptedException {
    List<String> words = List.of(arguments);
    if (words.contains("--help")) {
      out.print(Options.USAGE);
      return 0;
    }
    if (words.contains("--version")) {
      String version = Main.class.getPackage().getImplementationVersion();
      out.println("embedded-vault " + (version == null ? "(not from its jar)" : version));
      return 0;
    }
    Options options;
    String seed = null;
    try {
      options = Options.parse(arguments);
      if (options.seed() != null) {
        seed = Files.readString(options.seed());
      }
    } catch (IllegalArgumentException bad) {
      err.println(bad.getMessage());
      err.print(Options.USAGE);
      return 2;
    } catch (IOException unreadable) {
      err.println("cannot read the seed: " + reason(unreadable));
      return 2;
    }
    try {
      VaultReplicas vaults = options.vault().startReplicas(options.replicas());
      Runtime.getRuntime().addShutdownHook(new Thread(vaults::close, "close"));
      if (seed != null) {
        vaults.seed(seed);
      }
      vaults.writeProperties(options.properties().toAbsolutePath());
      if (options.managementProperties() != null) {
        vaults
            .get(0)
            .writeManagementProperties(
                options.managementProperties().toAbsolutePath(), vaults.get(0).managementToken());
      }
      if (options.controlProperties() != null) {
        PrivateFile.write(options.controlProperties(), new ControlEndpoint(vaults).properties());
      }
      out.println("ready " + vaults.get(0).uri());
      out.flush();
    } catch (IllegalArgumentException bad) {
      err.println("cannot use the seed: " + bad.getMessage());
      return 2;
    } catch (UncheckedIOException failed) {
      err.println(
          failed.getMessage() + ": " + Objects.requireNonNull(failed.getCause()).getMessage());
      return 1;
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private static @Nullable String reason(IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "there is no file " + unreadable.getMessage();
    }
    return unreadable instanceof CharacterCodingException
        ? "it is not UTF-8 text"
        : unreadable.getMessage();
  }
}
