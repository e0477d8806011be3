package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import io.vaultjca.command.terminal.CommandException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * A file that holds a key in any supported form. No message quotes its content.
 *
 * @param name the file's name in messages
 */
record KeyFile(String name, Password password) {
  private static final int DER_SEQUENCE = 0x30;

  /** The source of the password of an encrypted key. */
  interface Password {
    /** Returns the password; the caller clears it. */
    char[] get() throws IOException, CommandException;
  }

  /** Reads the key; the caller clears it. */
  JsonWebKey read(byte[] content) throws IOException, CommandException {
    int first = 0;
    while (first < content.length && " \t\r\n".indexOf(content[first]) >= 0) {
      first++;
    }
    if (first < content.length && content[first] == '{') {
      return JwkFile.read(content, name);
    }
    if (first == 0 && content.length > 0 && content[0] == DER_SEQUENCE) {
      return new PrivateKeyNumbers(name).ofPkcs8(content);
    }
    return pem(content);
  }

  private JsonWebKey pem(byte[] content) throws IOException, CommandException {
    List<String> others = new ArrayList<>();
    try (PemReader reader =
        new PemReader(
            new InputStreamReader(
                new ByteArrayInputStream(content), StandardCharsets.ISO_8859_1))) {
      for (PemObject found = next(reader); found != null; found = next(reader)) {
        byte[] der = found.getContent();
        try {
          Optional<JsonWebKey> key = key(found);
          if (key.isPresent()) {
            return key.get();
          }
          others.add(found.getType());
        } finally {
          Arrays.fill(der, (byte) 0);
        }
      }
    }
    throw new CommandException(
        "%s holds no private key%s. It must be PEM (PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY), DER (PKCS#8) or a JSON Web Key. For the bytes of a symmetric key add --symmetric."
            .formatted(name, others.isEmpty() ? "" : " (" + String.join(", ", others) + ")"));
  }

  /** The key in a PEM object; empty for anything else, such as a certificate. */
  private Optional<JsonWebKey> key(PemObject found) throws IOException, CommandException {
    PrivateKeyNumbers numbers = new PrivateKeyNumbers(name);
    return switch (found.getType()) {
      case "PRIVATE KEY" -> Optional.of(numbers.ofPkcs8(found.getContent()));
      case "ENCRYPTED PRIVATE KEY" -> Optional.of(encrypted(found.getContent()));
      case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> Optional.of(traditional(found));
      default -> Optional.empty();
    };
  }

  private PemObject next(PemReader reader) throws CommandException {
    try {
      return reader.readPemObject();
    } catch (IOException | RuntimeException e) {
      // No cause: it may quote a line of the file.
      throw damaged();
    }
  }

  private CommandException damaged() {
    return new CommandException("%s is damaged: its PEM cannot be read.".formatted(name));
  }

  private JsonWebKey traditional(PemObject found) throws CommandException {
    if (!found.getHeaders().isEmpty()) {
      throw new CommandException(
          "%s uses the encryption of old OpenSSL versions. Convert it to PKCS#8 first: openssl pkcs8 -topk8 -in OLD -out NEW."
              .formatted(name));
    }
    PrivateKeyNumbers numbers = new PrivateKeyNumbers(name);
    return found.getType().startsWith("RSA")
        ? numbers.ofPkcs1(found.getContent())
        : numbers.ofSec1(found.getContent());
  }

  private JsonWebKey encrypted(byte[] der) throws IOException, CommandException {
    char[] secret = password.get();
    try {
      byte[] pkcs8 = EncryptedPkcs8.decrypt(der, secret, name);
      try {
        return new PrivateKeyNumbers(name).ofPkcs8(pkcs8);
      } finally {
        Arrays.fill(pkcs8, (byte) 0);
      }
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}
