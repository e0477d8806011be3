package io.vaultjca.command.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** What is typed, where standard output is not a terminal. */
class TerminalTest {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);

  @Test
  void aSecretIsNotReadWhileTheTerminalEchoesIt() throws Exception {
    InputStream typed = new ByteArrayInputStream("hunter2\n".getBytes(UTF_8));
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () -> Terminal.withoutPerson(typed, NOWHERE, NOWHERE, Screen.SEEN).secret("The value"))
        .withMessageContaining("The value cannot be asked for unseen")
        .withMessageContaining("in a file");
    assertThat(typed.available()).isEqualTo(8);
    assertThat(Terminal.withoutPerson(typed, NOWHERE, NOWHERE, Screen.UNSEEN).secret("The value"))
        .isEqualTo("hunter2".toCharArray());
  }
}
