package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a file is encrypted. */
final class EncryptionOptions {
  private static final int LONGEST_DATA = 1 << 16;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "RSA: RSA-OAEP-256 (the default), RSA-OAEP, RSA1_5; oct by its size: A256GCM (the"
              + " default), A256CBCPAD, A256CBC.")
  private String algorithm;

  @Option(
      names = "--iv",
      paramLabel = "HEX",
      converter = HexBytes.Parser.class,
      description =
          "The initialisation vector, if it is not the beginning of the ciphertext. To encrypt by"
              + " GCM there is none to give: the service makes it.")
  private HexBytes iv;

  @Option(
      names = "--aad",
      paramLabel = "FILE",
      description = "The additional authenticated data, with GCM.")
  private InputFile additionalData;

  /** Bytes that are written in hexadecimal digits; picocli takes a bare array for a list. */
  @SuppressWarnings("ArrayRecordComponent") // On their way, never compared.
  record HexBytes(byte[] bytes) {
    /** Reads them. */
    static final class Parser implements ITypeConverter<HexBytes> {
      @Override
      public HexBytes convert(String text) {
        try {
          return new HexBytes(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
          throw new TypeConversionException("'%s' is not hexadecimal".formatted(text));
        }
      }
    }
  }

  String algorithm() {
    return algorithm;
  }

  /** The initialisation vector, or null. */
  byte[] iv() {
    return iv == null ? null : iv.bytes();
  }

  /** The additional authenticated data, or null. */
  byte[] additionalData(Session session) throws CommandException {
    return additionalData == null ? null : additionalData.read(session.terminal(), LONGEST_DATA);
  }
}
