package io.vaultjca.command.doctor;

import io.vaultjca.command.doctor.exam.Examination;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Limits;
import io.vaultjca.command.doctor.exam.Outcome;
import io.vaultjca.command.doctor.exam.Report;
import io.vaultjca.command.doctor.exam.Step;
import io.vaultjca.command.doctor.step.AccessToken;
import io.vaultjca.command.doctor.step.Call;
import io.vaultjca.command.doctor.step.Chains;
import io.vaultjca.command.doctor.step.ClockOfThisMachine;
import io.vaultjca.command.doctor.step.Configuration;
import io.vaultjca.command.doctor.step.Demand;
import io.vaultjca.command.doctor.step.Dns;
import io.vaultjca.command.doctor.step.Entries;
import io.vaultjca.command.doctor.step.Expiry;
import io.vaultjca.command.doctor.step.Permissions;
import io.vaultjca.command.doctor.step.ProxyOnTheWay;
import io.vaultjca.command.doctor.step.RealSignature;
import io.vaultjca.command.doctor.step.ReplicaVaults;
import io.vaultjca.command.doctor.step.Standing;
import io.vaultjca.command.doctor.step.Tcp;
import io.vaultjca.command.doctor.step.Throttling;
import io.vaultjca.command.doctor.step.Tls;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Verb;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb {@code doctor}: checks everything that a signature needs, step by step. */
@Command(
    name = "doctor",
    description = {
      "Checks everything that a signature needs, step by step, and says what is wrong and what to do.",
      "It changes nothing, signs nothing without ALIAS, and ends within half a minute."
    },
    footer = "  java -jar vaultjca.jar --config vault.properties doctor release")
public final class Doctor extends Verb {
  private static final List<Step> STEPS =
      List.of(
          Step.local("configuration", new Configuration()),
          Step.local("proxy", new ProxyOnTheWay(), "configuration"),
          Step.of("DNS", 5, new Dns(), "proxy"),
          Step.of("TCP", 5, new Tcp(), "DNS"),
          Step.of("TLS", 7, new Tls(), "TCP"),
          Step.local("challenge", new Demand(), "TLS"),
          Step.local("clock", new ClockOfThisMachine(), "TLS"),
          Step.of("token", 10, new AccessToken(), "challenge"),
          Step.of("certificates list", 7, Permissions::certificatesList, "token"),
          Step.of("certificates get", 7, Permissions::certificatesGet, "token"),
          Step.of("keys list", 7, Permissions::keysList, "token"),
          Step.of("keys get", 7, Permissions::keysGet, "token"),
          Step.of("secrets get", 7, Permissions::secretsGet, "token"),
          Step.of("entries", 7, new Entries(), "token"),
          Step.of("chains", 7, new Chains(), "token"),
          Step.of("expiry", 7, new Expiry(), "token"),
          Step.of("signature", 10, new RealSignature(), "token"),
          Step.local("throttling", new Throttling(), "challenge"),
          Step.of("replicas", 10, new ReplicaVaults(), "token"),
          Step.local("provider", new Standing()));

  @Parameters(
      arity = "0..1",
      paramLabel = "ALIAS",
      description = "The alias whose key signs random bytes.")
  private @Nullable String alias;

  @Override
  protected void run(Session session) throws CommandException {
    Facts facts =
        new Facts().learn(Call.class, new Call(Optional.ofNullable(alias), session.configured()));
    Examination examination = new Examination(facts, Limits.ALL);
    List<Outcome> outcomes;
    if (session.isJson()) {
      outcomes = examination.take(STEPS, step -> {}, outcome -> {});
      session.show(Report.fields(outcomes, examination.elapsed()));
    } else {
      Report report = new Report(session.terminal().charset());
      Terminal terminal = session.terminal();
      outcomes =
          examination.take(
              STEPS,
              step -> terminal.progress(step.name() + " ..."),
              outcome -> {
                terminal.progressEnds();
                report.lines(outcome).forEach(terminal.out()::println);
              });
      terminal.out().println(report.summary(outcomes, examination.elapsed()));
    }
    if (outcomes.stream().anyMatch(Outcome::isFailed)) {
      throw CommandException.shown();
    }
  }
}
