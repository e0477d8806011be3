package io.vaultjca.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a vault as a process of its own, in the foreground, until it is told to end (SIGTERM,
 * SIGINT). When it is ready it prints one line, {@code ready URI}.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: java -jar embedded-vault.jar --port PORT --properties FILE [options]

        --port PORT          the port on 127.0.0.1; 0 for a free one
        --properties FILE    where to write the key store file: uri, token, CA to trust
        --managed-hsm        a Managed HSM instead of a vault
        --seed FILE          JSON with keys, certificates and secrets to start with
        --control-properties FILE
                             opens the control endpoint, for faults and counters, and writes
                             its address and token there
      """;

  private Main() {}

  /** The command line. */
  private record Options(
      int port, Path properties, boolean managedHsm, Path seed, Path controlProperties) {

    static Options parse(String... arguments) {
      Integer port = null;
      Path properties = null;
      boolean managedHsm = false;
      Path seed = null;
      Path controlProperties = null;
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--port" -> port = port(value(arguments, i++));
          case "--properties" -> properties = Path.of(value(arguments, i++));
          case "--managed-hsm" -> managedHsm = true;
          case "--control-properties" -> controlProperties = Path.of(value(arguments, i++));
          case "--seed" -> seed = Path.of(value(arguments, i++));
          default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
        }
      }
      if (port == null) {
        throw new IllegalArgumentException("--port is missing");
      }
      if (properties == null) {
        throw new IllegalArgumentException("--properties is missing");
      }
      return new Options(port, properties, managedHsm, seed, controlProperties);
    }

    private static String value(String[] arguments, int index) {
      if (index + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[index] + " needs a value");
      }
      return arguments[index + 1];
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException malformed) {
        throw new IllegalArgumentException("--port needs a number, not " + text, malformed);
      }
      throw new IllegalArgumentException("no such port: " + text);
    }
  }

  /** Exit status 2: bad arguments; 1: the vault could not start. */
  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(System.out, System.err, arguments));
  }

  private static int run(PrintStream out, PrintStream err, String... arguments)
      throws InterruptedException {
    Options options;
    String seed = null;
    try {
      options = Options.parse(arguments);
      if (options.seed() != null) {
        seed = Files.readString(options.seed());
      }
    } catch (IllegalArgumentException bad) {
      err.println(bad.getMessage());
      err.print(USAGE);
      return 2;
    } catch (IOException unreadable) {
      err.println("cannot read the seed: " + unreadable.getMessage());
      return 2;
    }
    try {
      VaultServer vault =
          VaultServer.builder().port(options.port()).managedHsm(options.managedHsm()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(vault::close, "close"));
      if (seed != null) {
        vault.seed(seed);
      }
      vault.writeProperties(options.properties().toAbsolutePath());
      if (options.controlProperties() != null) {
        PrivateFile.write(options.controlProperties(), new ControlEndpoint(vault).properties());
      }
      out.println("ready " + vault.uri());
      out.flush();
    } catch (IllegalArgumentException bad) {
      err.println("cannot use the seed: " + bad.getMessage());
      return 2;
    } catch (UncheckedIOException failed) {
      err.println(failed.getMessage() + ": " + failed.getCause().getMessage());
      return 1;
    }
    new CountDownLatch(1).await();
    return 0;
  }
}
