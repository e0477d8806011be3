package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.InputFile;
import io.vaultjca.command.verb.Session;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of encryption and decryption. */
final class EncryptionOptions {
  private static final int LONGEST_DATA = 1 << 16;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "RSA: RSA-OAEP-256 (the default), RSA-OAEP, RSA1_5; oct, by its size: A256GCM (the default), A256CBCPAD, A256CBC.")
  private @Nullable String algorithm;

  @Option(
      names = "--iv",
      paramLabel = "HEX",
      converter = HexBytes.Parser.class,
      description =
          "The initialisation vector, if it is not at the beginning of the ciphertext. Encryption with GCM takes none: the service creates it.")
  private @Nullable HexBytes iv;

  @Option(
      names = "--aad",
      paramLabel = "FILE",
      description = "The additional authenticated data, with GCM.")
  private @Nullable InputFile additionalData;

  /** Bytes in hexadecimal digits; a plain array would be a list for picocli. */
  @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
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

  @Nullable String algorithm() {
    return algorithm;
  }

  byte @Nullable [] iv() {
    return iv == null ? null : iv.bytes();
  }

  byte @Nullable [] additionalData(Session session) throws CommandException {
    return additionalData == null ? null : additionalData.read(session.terminal(), LONGEST_DATA);
  }
}
