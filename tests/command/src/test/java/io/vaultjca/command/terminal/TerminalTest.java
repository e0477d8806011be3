package io.vaultjca.command.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading secrets, cutting tables and explaining failures of the file system. */
class TerminalTest {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);

  @Test
  void aSecretIsNotReadWhileTheTerminalEchoesIt() throws Exception {
    InputStream typed = new ByteArrayInputStream("hunter2\n".getBytes(UTF_8));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () -> Terminal.withoutPerson(typed, NOWHERE, NOWHERE, Screen.SEEN).secret("The value"))
        .withMessageContaining("The value cannot be read without echo")
        .withMessageContaining("in a file");
    assertThat(typed.available()).isEqualTo(8);
    assertThat(Terminal.withoutPerson(typed, NOWHERE, NOWHERE, Screen.UNSEEN).secret("The value"))
        .isEqualTo("hunter2".toCharArray());
  }

  @Test
  void aTableEndsLongCellsInAscii() {
    List<Fields> rows = List.of(new Fields().with("name", "n").with("value", "x".repeat(100)));
    assertThat(Table.of(rows, List.of("name", "value")).lines())
        .containsExactly("NAME  VALUE", "n     " + "x".repeat(71) + "...");
  }

  @Test
  void aFailureOfTheFileSystemIsExplainedInWords() {
    assertThat(FileFailure.reason(new NoSuchFileException("x"))).isEqualTo("it does not exist");
    assertThat(FileFailure.reason(new AccessDeniedException("x"))).isEqualTo("permission denied");
    assertThat(FileFailure.reason(new FileSystemException("x", null, "No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileFailure.reason(new IOException("Is a directory"))).isEqualTo("Is a directory");
    assertThat(FileFailure.reason(new IOException())).isEqualTo("java.io.IOException");
  }
}
