package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The expected outcome. For a refresh, a failure means the old entry and one warning with the text.
 */
final class Expectation {
  private static final double ROOM = 20;

  private final boolean success;
  private final String text;
  private final List<String> alsoSaid = new ArrayList<>();
  private double least;
  private double most = ROOM;
  private final Map<Work, Long> requests = new EnumMap<>(Work.class);
  private long tokenRequests;
  private boolean tokenRequestsMatter;

  private Expectation(boolean success, String text) {
    this.success = success;
    this.text = text;
  }

  /** The work succeeds in spite of the fault. */
  static Expectation succeeds() {
    return new Expectation(true, "succeeds");
  }

  /** The work fails with a message that contains this text. */
  static Expectation fails(String text) {
    return new Expectation(false, text);
  }

  /** The message contains this, too. */
  Expectation says(String further) {
    alsoSaid.add(further);
    return this;
  }

  /** The work takes at least this long, and not much longer. */
  Expectation after(double seconds) {
    least = seconds;
    most = seconds + ROOM;
    return this;
  }

  Expectation within(double seconds) {
    most = seconds;
    return this;
  }

  /** The number of requests to the vault. */
  Expectation requests(long number) {
    for (Work work : Work.values()) {
      requests.put(work, number);
    }
    return this;
  }

  /** The number of requests for one kind of work. */
  Expectation requests(Work work, long number) {
    requests.put(work, number);
    return this;
  }

  Expectation tokenRequests(long number) {
    tokenRequests = number;
    tokenRequestsMatter = true;
    return this;
  }

  void check(Work work, Outcome outcome) {
    String actual = outcome.result() + ": " + outcome.complaint().orElse("");
    if (success) {
      assertThat(outcome.complaint()).as(actual).isEmpty();
    } else if (work.failure() == null) {
      assertThat(outcome.failure()).as(actual).isEmpty();
      assertThat(outcome.warning()).as(actual).isPresent();
    } else {
      assertThat(outcome.failure()).as(actual).isPresent();
      assertThat(outcome.failure().orElseThrow()).isExactlyInstanceOf(work.failure());
    }
    if (!success) {
      assertThat(actual).contains(text);
      alsoSaid.forEach(further -> assertThat(actual).contains(further));
    }
    double seconds = outcome.elapsed().toMillis() / 1000.0;
    assertThat(seconds).as(actual).isBetween(least, most);
    assertThat(outcome.requests()).as("requests; " + actual).isEqualTo(requests.get(work));
    if (tokenRequestsMatter) {
      assertThat(outcome.tokenRequests()).as("requests for tokens").isEqualTo(tokenRequests);
    }
  }

  /** One cell of the table. */
  String inWords(Work work) {
    String what =
        success
            ? "succeeds"
            : work.failure() == null
                ? "serves the entry as it was, one warning: “" + text + "”"
                : work.failure().getSimpleName() + ": “" + text + "”";
    return String.format(
        Locale.ROOT,
        "%s; %.1f–%.0f s; %d %s%s",
        what,
        least,
        most,
        requests.get(work),
        requests.get(work) == 1 ? "request" : "requests",
        tokenRequestsMatter ? ", " + tokenRequests + " for tokens" : "");
  }
}
