package io.vaultjca.conformance.provider;

import io.vaultjca.conformance.fixture.Position;
import java.nio.file.Path;

/**
 * Does two handshakes with RSA key transport and prints the result. Its arguments are the position,
 * the key store file and the alias. It runs in a separate JVM, since JSSE reads the disabled
 * algorithms only when it starts.
 */
public final class KeyTransportProgram {
  private static final String SUITE = "TLS_RSA_WITH_AES_128_GCM_SHA256";
  private static final int TIMES = 2;

  private KeyTransportProgram() {}

  public static void main(String[] arguments) throws Exception {
    Position.valueOf(arguments[0])
        .during(
            () -> {
              TlsEngines engines = TlsEngines.of(Path.of(arguments[1]), arguments[2]);
              for (int i = 0; i < TIMES; i++) {
                engines.handshakeWith(SUITE);
              }
            });
    System.out.println("handshakes with " + SUITE + ": " + TIMES);
    System.exit(0);
  }
}
