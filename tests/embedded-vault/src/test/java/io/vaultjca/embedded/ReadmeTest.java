package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page for users shows the example that the build runs, and every option of the program. */
class ReadmeTest {
  @Test
  void showsTheExampleThatRuns() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    Path example = Path.of("src/test/java/io/vaultjca/embedded/example");
    for (String file : new String[] {"DocumentSigner.java", "DocumentSignerTest.java"}) {
      String code = Files.readString(example.resolve(file));
      assertThat(page).contains(code.substring(code.indexOf("import com")).strip());
    }
  }
}
