package io.vaultjca.command.doctor.exam;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.transport.DaemonThreads;
import io.vaultjca.transport.Deadline;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
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
 * Runs the steps one after the other, each on its own thread, because a DNS look-up cannot be
 * interrupted. A failure skips only the steps that need the failed one, and those that would fail
 * in
 *
 * <p>the same way.
 *
 * <p>For a single use by one thread.
 */
public final class Examination {
  /** After these, the next request of the same kind would fail as well. */
  private static final Set<Reason> OF_ALL =
      EnumSet.of(Reason.UNREACHABLE, Reason.THROTTLED, Reason.UNAUTHENTICATED);

  private final Facts facts;
  private final Deadline deadline;
  private final ExecutorService threads = DaemonThreads.pool("doctor");
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  /** The failed steps whose reason concerns other steps as well. */
  private final List<Step> ofAll = new ArrayList<>();

  /** Begins an examination that may take this long. */
  public Examination(Facts facts, Duration atMost) {
    this.facts = facts;
    this.deadline = Deadline.after(atMost);
  }

  /** Runs the steps; reports each one before it begins, and its outcome. */
  public List<Outcome> take(List<Step> steps, Consumer<Step> before, Consumer<Outcome> after) {
    for (Step step : steps) {
      before.accept(step);
      long begun = System.nanoTime();
      Finding finding = obstacle(step).map(Finding::skipped).orElseGet(() -> look(step));
      Outcome outcome =
          new Outcome(step.name(), finding, Duration.ofNanos(System.nanoTime() - begun));
      outcomes.put(step.name(), outcome);
      if (outcome.isFailed()) {
        facts.learnFailure(step.name());
      }
      after.accept(outcome);
    }
    threads.shutdownNow();
    return List.copyOf(outcomes.values());
  }

  /** The time since the beginning. */
  public Duration elapsed() {
    return deadline.elapsed();
  }

  private Optional<String> obstacle(Step step) {
    if (deadline.remaining().compareTo(Limits.TOO_LATE) < 0) {
      return Optional.of("Not checked: the doctor's time is over.");
    }
    for (String need : step.needs()) {
      Outcome needed = outcomes.get(need);
      if (needed == null || !needed.isOk()) {
        return Optional.of("Not checked: it needs %s.".formatted(need));
      }
    }
    return ofAll.stream()
        .filter(before -> !step.needs().isEmpty() && before.needs().equals(step.needs()))
        .map(before -> "Not checked: it would fail as %s does.".formatted(before.name()))
        .findFirst();
  }

  private Finding look(Step step) {
    Duration atMost = deadline.remaining(step.atMost());
    Future<Finding> looking = threads.submit(() -> step.look().at(facts));
    try {
      return looking.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      looking.cancel(true);
      ofAll.add(step);
      return Finding.failed(
          "No answer within %s ms, the doctor's limit.".formatted(atMost.toMillis()));
    } catch (ExecutionException e) {
      return failed(step, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.failed("The thread was interrupted.");
    }
  }

  private Finding failed(Step step, Throwable failure) {
    Finding finding = Finding.failed(failure);
    if (failure instanceof VaultException refused && OF_ALL.contains(refused.reason())) {
      ofAll.add(step);
      boolean late =
          refused.reason() == Reason.THROTTLED
              || failure.getCause() instanceof HttpTimeoutException;
      return late ? Finding.failed(finding.text() + Limits.inWords()) : finding;
    }
    return finding;
  }
}
