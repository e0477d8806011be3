package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A message to sign or verify: a file of any length, read in parts. */
record Message(InputFile file, Terminal terminal) {
  private static final int PART = 1 << 16;

  /** The number of bytes between two updates of the progress. */
  private static final long STEP = 64L << 20;

  /** Receives a message in parts. */
  interface Sink {
    void update(byte[] bytes, int offset, int length) throws GeneralSecurityException;
  }

  /** Reads the whole message, and shows the progress. */
  void into(Sink sink) throws IOException, GeneralSecurityException, CommandException {
    byte[] part = new byte[PART];
    long read = 0;
    try (InputStream content = file.open(terminal)) {
      for (int count = content.read(part); count >= 0; count = content.read(part)) {
        sink.update(part, 0, count);
        if (read / STEP != (read + count) / STEP) {
          terminal.progress("%s: %,d MiB read ...".formatted(file, (read + count) >> 20));
        }
        read += count;
      }
    } finally {
      terminal.progressEnds();
    }
  }

  byte[] digest(String algorithm) throws IOException, GeneralSecurityException, CommandException {
    MessageDigest digest = MessageDigest.getInstance(algorithm);
    into(digest::update);
    return digest.digest();
  }
}
