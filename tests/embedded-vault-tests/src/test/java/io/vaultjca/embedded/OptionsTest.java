package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parsing of the command line. The tests of the delivered jar show the effect of the options. */
class OptionsTest {
  @Test
  void acceptsEveryOptionInAnyOrder() throws Exception {
    Options options =
        Options.parse(
            """
            --control-properties c --access-policies --purge-protection --recoverable-days 90 \
            --token-lifetime 5m --issue-delay 24h --deletion-delay 250ms --host h \
            --seed s --managed-hsm --properties p --port 0 --limit 4000/10 --replicas 2"""
                .split(" ", -1));
    assertThat(options.properties()).isEqualTo(Path.of("p"));
    assertThat(options.seed()).isEqualTo(Path.of("s"));
    assertThat(options.controlProperties()).isEqualTo(Path.of("c"));
    assertThat(options.replicas()).isEqualTo(2);
    try (VaultServer vault = options.vault().start()) {
      assertThat(vault.uri().getHost()).isEqualTo("h");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--properties p|--port is missing",
        "--port 0|--properties is missing",
        "--port x --properties p|--port needs a number, not x",
        "--port 65536 --properties p|no such port: 65536",
        "--port -1 --properties p|no such port: -1",
        "--port --properties p|--port needs a value",
        "--port 0 --properties|--properties needs a value",
        "--port 0 --properties p --flood|unknown argument --flood",
        "--port 0 --properties p --premium --managed-hsm|--premium and --managed-hsm exclude each other",
        "--port 0 --properties p --limit 50|--limit needs operations and seconds such as 4000/10, not 50",
        "--port 0 --properties p --limit 0/1|--limit needs operations and seconds such as 4000/10, not 0/1",
        "--port 0 --properties p --replicas 17|--replicas needs 1 to 16, not 17",
        "--port 0 --properties p more|unknown argument more",
        "--port 0 --properties p --seed a --seed b|--seed is given twice",
        "--port 0 --properties p --recoverable-days 6|recoverable for 7 to 90 days, not 6",
        "--port 0 --properties p --recoverable-days ten|--recoverable-days needs a number, not ten",
        "--port 0 --properties p --issue-delay 5|--issue-delay needs a time with its unit (ms, s, m, h) such as 10s, not 5",
        "--port 0 --properties p --deletion-delay -5s|--deletion-delay needs a time with its unit (ms, s, m, h) such as 10s, not -5s",
        "--port 0 --properties p --token-lifetime 1d|--token-lifetime needs a time with its unit (ms, s, m, h) such as 10s, not 1d"
      })
  void namesTheInvalidArgument(String arguments, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(arguments.split(" ", -1)))
        .withMessage(message);
  }
}
