package io.vaultjca.command.doctor.exam;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.transport.DaemonThreads;
import io.vaultjca.transport.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Takes steps one after the other, each on a thread of its own, for a look-up of DNS cannot be
 * ended. One that fails costs those alone that need it; what gets no answer is not asked again.
 *
 * <p>For one use, by one thread.
 */
public final class Examination {
  /** Of all steps together: nobody waits longer than half a minute. */
  private static final Duration AT_MOST = Duration.ofSeconds(28);

  /** With less time a step would fail for want of it. */
  private static final Duration TOO_LATE = Duration.ofMillis(500);

  /** After these, the next question would have to wait as long. */
  private static final Set<Reason> NO_ANSWER = EnumSet.of(Reason.UNREACHABLE, Reason.THROTTLED);

  private final Facts facts;
  private final Deadline deadline = Deadline.after(AT_MOST);
  private final ExecutorService threads = DaemonThreads.pool("doctor");
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  /** The steps that got no answer. */
  private final List<Step> unanswered = new ArrayList<>();

  public Examination(Facts facts) {
    this.facts = facts;
  }

  /** Takes the steps, and says of each what it found. */
  public List<Outcome> take(List<Step> steps, Consumer<Outcome> after) {
    for (Step step : steps) {
      long begun = System.nanoTime();
      Finding finding = obstacle(step).map(Finding::skipped).orElseGet(() -> look(step));
      Outcome outcome =
          new Outcome(step.name(), finding, Duration.ofNanos(System.nanoTime() - begun));
      outcomes.put(step.name(), outcome);
      after.accept(outcome);
    }
    threads.shutdownNow();
    return List.copyOf(outcomes.values());
  }

  /** How long it has taken so far. */
  public Duration elapsed() {
    return deadline.elapsed();
  }

  private Optional<String> obstacle(Step step) {
    if (deadline.remaining().compareTo(TOO_LATE) < 0) {
      return Optional.of("Not looked at: the doctor's own time is over.");
    }
    for (String need : step.needs()) {
      if (!outcomes.get(need).isOk()) {
        return Optional.of("Not looked at: it needs %s.".formatted(need));
      }
    }
    return unanswered.stream()
        .filter(before -> before.needs().equals(step.needs()) && !step.needs().isEmpty())
        .map(before -> "Not looked at: %s got no answer.".formatted(before.name()))
        .findFirst();
  }

  private Finding look(Step step) {
    Duration atMost = deadline.remaining(step.atMost());
    Future<Finding> looking = threads.submit(() -> step.look().at(facts));
    try {
      return looking.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      looking.cancel(true);
      unanswered.add(step);
      return Finding.failed(
          String.format(
              Locale.ROOT,
              "No answer within %.0f s, for which the doctor waits.",
              Math.ceil(atMost.toMillis() / 1000.0)));
    } catch (ExecutionException e) {
      return failed(step, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.failed("The thread was interrupted.");
    }
  }

  private Finding failed(Step step, Throwable failure) {
    if (failure instanceof VaultException refused && NO_ANSWER.contains(refused.reason())) {
      unanswered.add(step);
      return Finding.failed(
          "%s The doctor has waited no longer than its own limits, which are shorter than yours."
              .formatted(failure.getMessage()));
    }
    return Finding.failed(
        failure.getMessage() == null ? failure.toString() : failure.getMessage());
  }
}
