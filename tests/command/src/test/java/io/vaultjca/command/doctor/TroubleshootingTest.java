package io.vaultjca.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the doctor finds each error of README's troubleshooting, or that the page excludes
 * it.
 */
class TroubleshootingTest {
  /** Errors of calls that only a program makes, not the doctor. */
  private static final List<String> NOT_SEEN =
      List.of(
          "Hardware key operation not allowed on standard vault",
          "Here its MGF1 has SHA-256, too",
          "Imported into …: x. Such a key was made outside the vault");

  private static final Pattern ERROR = Pattern.compile("^- `([^`]+)`", Pattern.MULTILINE);

  @Test
  void theDoctorFindsEachErrorOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String section = readme.substring(readme.indexOf("\n## When something goes wrong"));
    String list = section.substring(0, section.indexOf("\n## ", 1));
    List<String> errors =
        ERROR.matcher(list).results().map(found -> found.group(1).replaceAll("\\s+", " ")).toList();
    Stream<String> found = Cases.ALL.stream().flatMap(one -> one.readme().stream());
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
