package io.vaultjca.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The doctor finds each error of docs/troubleshooting.md, or its page says that it does not. */
class TroubleshootingTest {
  /** Errors of calls that only a program makes, not the doctor. */
  private static final List<String> NOT_SEEN =
      List.of(
          "Hardware key operation not allowed on standard vault",
          "Here its MGF1 has SHA-256, too",
          "Imported into …: x. Such a key was made outside the vault");

  private static final Pattern ERROR = Pattern.compile("^- `([^`]+)`", Pattern.MULTILINE);

  @Test
  void theDoctorFindsEachErrorOfThePage() throws IOException {
    String list = Files.readString(Path.of("../../docs/troubleshooting.md"));
    List<String> errors =
        ERROR.matcher(list).results().map(found -> found.group(1).replaceAll("\\s+", " ")).toList();
    Stream<String> found = Cases.ALL.stream().flatMap(one -> one.errors().stream());
    assertThat(Stream.concat(found, NOT_SEEN.stream())).containsExactlyInAnyOrderElementsOf(errors);
  }

  @Test
  void thePageSaysWhatTheDoctorDoesNotSee() throws IOException {
    String page = Page.read().text().replaceAll("\\s+", " ");
    assertThat(NOT_SEEN).allSatisfy(error -> assertThat(page).contains("`" + error + "`"));
    assertThat(Page.read().rows().keySet())
        .containsExactlyElementsOf(Cases.ALL.stream().map(Case::name).toList());
  }
}
