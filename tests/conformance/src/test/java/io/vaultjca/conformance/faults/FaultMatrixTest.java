package io.vaultjca.conformance.faults;

import static io.vaultjca.conformance.faults.Expectation.fails;
import static io.vaultjca.conformance.faults.Expectation.succeeds;
import static io.vaultjca.conformance.faults.FaultCase.when;
import static io.vaultjca.conformance.faults.FaultKind.ANSWER;
import static io.vaultjca.conformance.faults.FaultKind.CONNECTION;
import static io.vaultjca.conformance.faults.FaultKind.NO_TOKEN;
import static io.vaultjca.conformance.faults.FaultKind.OTHER_SERVER;
import static io.vaultjca.conformance.faults.FaultKind.SERVER_ERROR;
import static io.vaultjca.conformance.faults.FaultKind.THROTTLED;
import static io.vaultjca.conformance.faults.FaultKind.TOKEN_REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.FaultCase.Fixture;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.Fault.RetryAfter;
import io.vaultjca.embedded.ServerCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault on its own: the outcome for the caller, the time it takes and the number of requests.
 * A request is repeated once, after about 0.8 s, unless a case says otherwise.
 */
@ExtendWith(FaultTable.class)
class FaultMatrixTest {
  private static final int AT_ONCE = 16;
  private static final long HUGE = 100L << 20;
  private static final double BACKED_OFF = 0.75;

  /** Two tries, each of which the JDK repeats once. */
  private static final long REPEATED_GET = 4;

  private static final List<FaultCase> CASES =
      List.of(
          when(THROTTLED, "429, Retry-After: 1", once(Fault.throttled(Duration.ofSeconds(1))))
              .then(succeeds().after(0.95).requests(2)),
          when(
                  THROTTLED,
                  "429, Retry-After: a date 2 s ahead",
                  once(Fault.throttled(Duration.ofSeconds(2), RetryAfter.DATE)))
              .then(succeeds().after(0.95).requests(2)),
          when(
                  THROTTLED,
                  "429, x-ms-retry-after-ms: 300",
                  once(Fault.throttled(Duration.ofMillis(300), RetryAfter.MILLISECONDS)))
              .then(succeeds().after(0.29).requests(2)),
          when(THROTTLED, "429 without Retry-After", once(Fault.throttled()))
              .then(succeeds().after(BACKED_OFF).requests(2)),
          when(THROTTLED, "429 without Retry-After, again and again", always(Fault.throttled()))
              .then(
                  fails("the Key Vault answered 429 Throttled/VaultRequestTypeLimitReached")
                      .says("after 2 tries")
                      .says("spread the load")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(THROTTLED, "429, Retry-After: 3600", always(Fault.throttled(Duration.ofHours(1))))
              .then(
                  fails("It asks to wait 3600.0 s.")
                      .says(
                          "left of the operation's time (azure.keyvault.operation-timeout=30.0 s).")
                      .within(15)
                      .requests(1)),
          // More nanoseconds than fit into a long.
          when(
                  THROTTLED,
                  "429, Retry-After: 99999999999",
                  always(Fault.throttled(Duration.ofSeconds(99_999_999_999L))))
              .then(fails("It asks to wait 99999999999.0 s.").within(15).requests(1)),
          when(
                  THROTTLED,
                  "429, Retry-After: a date an hour ahead",
                  always(Fault.throttled(Duration.ofHours(1), RetryAfter.DATE)))
              .then(fails("It asks to wait 3600.0 s.").within(15).requests(1)),
          when(
                  THROTTLED,
                  "429, Retry-After: a date 2 s ahead, by a vault's clock that is an hour fast",
                  clock(Duration.ofHours(1), throttledUntilADate()))
              .then(succeeds().after(0.95).requests(2)),
          when(
                  THROTTLED,
                  "429, Retry-After: a date 2 s ahead, by a vault's clock that is an hour slow",
                  clock(Duration.ofHours(-1), throttledUntilADate()))
              // By that clock the key is not valid yet and cannot sign.
              .only(Work.UNWRAP, Work.LOAD, Work.REFRESH)
              .then(succeeds().after(0.95).requests(2)),
          when(SERVER_ERROR, "500 once", once(Fault.serverError()))
              .then(succeeds().after(BACKED_OFF).requests(2)),
          when(SERVER_ERROR, "500 again and again", always(Fault.serverError()))
              .then(
                  fails("the Key Vault answered 500 InternalServerError")
                      .says("Try again; if it lasts, see the service's health.")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(SERVER_ERROR, "503 once", once(Fault.unavailable()))
              .then(succeeds().after(BACKED_OFF).requests(2)),
          when(SERVER_ERROR, "503 again and again", always(Fault.unavailable()))
              .then(
                  fails("the Key Vault answered 503 ServiceUnavailable")
                      .says("after 2 tries")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(CONNECTION, "connection refused", (scene, operation) -> scene.server().stop())
              .then(
                  fails("no connection to localhost:")
                      .says("(connection refused) after 2 tries")
                      .says("Check azure.keyvault.uri, DNS, firewall")
                      .after(BACKED_OFF)
                      .requests(0)),
          when(
                  CONNECTION,
                  "all connections cut by a load balancer",
                  (scene, o) -> scene.server().cutConnections())
              .then(succeeds().requests(1)),
          when(CONNECTION, "reset before the answer to a POST, once", once(Fault.reset()))
              .only(Work.SIGN, Work.UNWRAP)
              .then(succeeds().after(BACKED_OFF).requests(2)),
          // The JDK itself repeats a GET on a broken connection, at once.
          when(CONNECTION, "reset before the answer to a GET, once", once(Fault.reset()))
              .only(Work.LOAD, Work.REFRESH)
              .then(succeeds().requests(2)),
          when(CONNECTION, "reset before every answer to a POST", always(Fault.reset()))
              .only(Work.SIGN, Work.UNWRAP)
              .then(
                  fails("the connection to localhost:")
                      .says("after 2 tries")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(CONNECTION, "reset before every answer to a GET", always(Fault.reset()))
              .only(Work.LOAD, Work.REFRESH)
              .then(
                  fails("the connection to localhost:")
                      .says("after 2 tries")
                      .after(BACKED_OFF)
                      .requests(REPEATED_GET)),
          when(
                  CONNECTION,
                  "reset in the middle of the answer, once",
                  once(Fault.resetInTheMiddle()))
              .then(succeeds().after(BACKED_OFF).requests(2)),
          when(CONNECTION, "reset in the middle of every answer", always(Fault.resetInTheMiddle()))
              .then(
                  fails("the connection to localhost:")
                      .says("after 2 tries")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(CONNECTION, "an answer that never comes, once", once(Fault.hang()))
              .with(Setting.REQUEST_TIMEOUT, "2s")
              .then(succeeds().after(2.7).requests(2)),
          when(CONNECTION, "answers that never come", always(Fault.hang()))
              .with(Setting.REQUEST_TIMEOUT, "2s")
              .then(
                  fails("did not answer in time after 2 tries")
                      .says("raise azure.keyvault.request-timeout (2.0 s)")
                      .after(4.7)
                      .requests(2)),
          when(CONNECTION, "answers that never come, and little time", always(Fault.hang()))
              // The fixture takes part of a second of it, or some seconds on a slow machine.
              .with(Setting.OPERATION_TIMEOUT, "6s")
              .then(
                  fails("did not answer in time after one try")
                      .says("azure.keyvault.operation-timeout (6.0 s)")
                      .after(5.95)
                      .requests(1)),
          when(
                  CONNECTION,
                  "answers that come a byte every 100 ms",
                  always(Fault.trickle(Duration.ofMillis(100))))
              .with(Setting.REQUEST_TIMEOUT, "2s")
              .then(fails("did not answer in time after 2 tries").after(4.7).requests(2)),
          when(ANSWER, "truncated answer, once", once(Fault.truncated()))
              .then(succeeds().after(BACKED_OFF).requests(2)),
          when(ANSWER, "truncated answers", always(Fault.truncated()))
              .then(
                  fails("the connection to localhost:")
                      .says("after 2 tries")
                      .after(BACKED_OFF)
                      .requests(2)),
          when(ANSWER, "empty answer", always(Fault.body("")))
              .then(fails("the answer could not be used").requests(1)),
          when(ANSWER, "answer that is not JSON", always(Fault.garbage()))
              .then(fails("it is not what the service promises").requests(1)),
          // Such an answer says nothing about the object or the permissions of the caller.
          when(ANSWER, "404 of a gateway", always(Fault.body(404, "<html>Not found</html>")))
              .then(
                  fails("the Key Vault answered 404 without an error code")
                      .says("whether a proxy or a gateway stands in front of it")
                      .requests(1)),
          when(ANSWER, "403 of a gateway", always(Fault.body(403, "<html>Blocked</html>")))
              .then(
                  fails("the Key Vault answered 403 without an error code")
                      .says("whether a proxy or a gateway stands in front of it")
                      .requests(1)),
          when(ANSWER, "answer of JSON null", always(Fault.body("null")))
              .then(fails("the answer could not be used").requests(1)),
          // Untrusted or unusable, depending on whether the answer of the operation names its
          // object.
          when(ANSWER, "answer of JSON {}", always(Fault.body("{}")))
              .then(fails("failed: the answer ").requests(1)),
          when(ANSWER, "answer of wrong types", always(Fault.body(WrongTypes.ANSWER)))
              .then(fails("the answer could not be used").requests(1)),
          when(ANSWER, "answer of 100 MiB", always(Fault.oversized(200, HUGE, true)))
              .then(fails("larger than 4 MiB").requests(1)),
          when(ANSWER, "answer of 100 MiB in chunks", always(Fault.oversized(200, HUGE, false)))
              .then(fails("larger than 4 MiB").requests(1)),
          when(ANSWER, "503 of 100 MiB", always(Fault.oversized(503, HUGE, true)))
              .then(fails("the answer, of status 503, is larger than 4 MiB").requests(1)),
          when(ANSWER, "503 of 100 MiB in chunks", always(Fault.oversized(503, HUGE, false)))
              .then(fails("the answer, of status 503, is larger than 4 MiB").requests(1)),
          when(OTHER_SERVER, "TLS certificate untrusted", shows(ServerCertificate.UNTRUSTED))
              .then(
                  fails("the TLS handshake with localhost:")
                      .says("set azure.keyvault.trust-certificates to a PEM file of it")
                      .within(15)
                      .requests(0)),
          when(OTHER_SERVER, "TLS certificate expired", shows(ServerCertificate.EXPIRED))
              .then(
                  fails("the certificate that it shows has expired (NotAfter:")
                      .says("Check this machine's clock")
                      .within(15)
                      .requests(0)),
          when(OTHER_SERVER, "TLS certificate of another host", shows(ServerCertificate.OTHER_HOST))
              .then(
                  fails("No subject alternative DNS name matching localhost found")
                      .says("Something else answers under the vault's name")
                      .within(15)
                      .requests(0)),
          when(
                  TOKEN_REFUSED,
                  "ready token revoked",
                  (scene, operation) -> scene.server().revokeAccessTokens())
              .then(
                  fails("the Key Vault answered 401 Unauthorized")
                      .says("Get a new one and set it as azure.keyvault.access-token.")
                      .requests(2)
                      .requests(Work.LOAD, 1)),
          when(TOKEN_REFUSED, "token revoked", revoked())
              .withClientSecret()
              .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
              .then(succeeds().requests(2).tokenRequests(1)),
          when(
                  TOKEN_REFUSED,
                  "claims challenge (CAE)",
                  once(Fault.claimsChallenge(Claims.NEW_TOKEN)))
              .withClientSecret()
              .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
              .then(succeeds().requests(2).tokenRequests(1)),
          when(TOKEN_REFUSED, "every token refused", always(Fault.unauthorized()))
              .withClientSecret()
              .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
              .then(
                  fails("the Key Vault answered 401 Unauthorized")
                      .says("The service refused the token of the credential client-secret")
                      .requests(2)
                      .tokenRequests(1)),
          when(
                  TOKEN_REFUSED,
                  "vault's clock an hour fast",
                  clock(Duration.ofHours(1), (scene, operation) -> {}))
              .withClientSecret()
              .then(succeeds().requests(1).requests(Work.LOAD, 1)),
          when(
                  TOKEN_REFUSED,
                  "vault's clock an hour slow",
                  clock(Duration.ofHours(-1), (scene, operation) -> {}))
              .withClientSecret()
              .only(Work.UNWRAP, Work.LOAD, Work.REFRESH)
              .then(succeeds().requests(1)),
          when(
                  TOKEN_REFUSED,
                  "vault's clock an hour slow, and so the new key not valid yet",
                  clock(Duration.ofHours(-1), (scene, operation) -> {}))
              .withClientSecret()
              .only(Work.SIGN)
              .then(
                  fails("the Key Vault answered 403 Forbidden/KeyNotYetValid")
                      .says("Check the key's permitted operations and its validity period.")
                      .requests(1)),
          when(NO_TOKEN, "token endpoint 503", revokedAnd(Fault.unavailable()))
              .withClientSecret()
              .then(noToken()),
          when(NO_TOKEN, "token endpoint resets", revokedAnd(Fault.reset()))
              .withClientSecret()
              .then(noToken()),
          when(NO_TOKEN, "token endpoint does not answer", revokedAnd(Fault.hang()))
              .withClientSecret()
              .leavingRequestsBehind()
              .with(Setting.OPERATION_TIMEOUT, "8s")
              .then(noToken().says("no answer within").after(7.5)),
          when(NO_TOKEN, "token endpoint takes 1 s", revokedAnd(Fault.delay(Duration.ofSeconds(1))))
              .withClientSecret()
              .then(succeeds().after(0.95).requests(2).requests(Work.LOAD, 1).tokenRequests(1)),
          when(NO_TOKEN, "token endpoint answers HTML", revokedAnd(Fault.garbage()))
              .withClientSecret()
              .then(noToken()),
          when(NO_TOKEN, "token endpoint answers nothing", revokedAnd(Fault.body("")))
              .withClientSecret()
              .then(noToken()),
          when(
                  NO_TOKEN,
                  "token endpoint answers an empty token",
                  revokedAnd(
                      Fault.body(
                          "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"\"}")))
              .withClientSecret()
              .then(noToken()),
          when(
                  NO_TOKEN,
                  "token endpoint answers a token that has expired",
                  revokedAnd(
                      Fault.body(
                          """
                          {"token_type":"Bearer","expires_in":-60,\
                          "access_token":"eyJ.expired"}""")))
              .withClientSecret()
              .then(
                  fails("The service refused the token of the credential client-secret")
                      .requests(2)
                      .requests(Work.LOAD, 1)),
          when(
                  NO_TOKEN,
                  "token endpoint answers 100 MiB",
                  revokedAnd(Fault.oversized(200, HUGE, true)))
              .withClientSecret()
              .then(noToken()),
          when(NO_TOKEN, "authority refuses connections", (scene, operation) -> {})
              .withClientSecret()
              .with(Setting.AUTHORITY_HOST, "https://localhost:1")
              .only(Work.LOAD)
              .then(noToken()));

  private static final Queue<Scene> FREE = new ConcurrentLinkedQueue<>();
  private static final List<Scene> SCENES = new CopyOnWriteArrayList<>();
  private static ExecutorService threads;
  private static List<Run> runs;

  /** One cell of the matrix, which runs beside others. */
  private record Run(int number, FaultCase fault, Work work, Future<Outcome> outcome) {
    @Override
    public String toString() {
      return work.title() + ": " + fault.name();
    }
  }

  @BeforeAll
  static void runAll() throws Exception {
    threads = Executors.newFixedThreadPool(AT_ONCE);
    // The first scene loads the classes.
    Scene first = Scene.open();
    SCENES.add(first);
    FREE.add(first);
    runs = new ArrayList<>();
    for (FaultCase fault : CASES) {
      for (Work work : worksNow(fault)) {
        runs.add(
            new Run(runs.size(), fault, work, threads.submit(() -> inAFreeScene(fault, work))));
      }
    }
  }

  /** Without {@code -Pfull} a fault for all four kinds of work meets a POST or a GET, in turn. */
  private static Set<Work> worksNow(FaultCase fault) {
    Set<Work> works = fault.works();
    return Full.RUN || works.size() < Work.values().length
        ? works
        : EnumSet.of(CASES.indexOf(fault) % 2 == 0 ? Work.SIGN : Work.LOAD);
  }

  private static Outcome inAFreeScene(FaultCase fault, Work work) throws Exception {
    Scene free = FREE.poll();
    Scene scene = free == null ? Scene.open() : free;
    if (free == null) {
      SCENES.add(scene);
    }
    try {
      return scene.run(fault, work);
    } finally {
      if (!fault.isSpoilingItsScene()) {
        FREE.add(scene);
      }
    }
  }

  @AfterAll
  static void close() {
    threads.shutdownNow();
    SCENES.forEach(Scene::close);
  }

  static List<Run> runs() {
    return runs;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void behavesAsSpecified(Run run) throws Exception {
    Outcome outcome = run.outcome().get(120, TimeUnit.SECONDS);
    Expectation expected = run.fault().expectation();
    FaultTable.add(
        run.fault().kind(),
        run.number(),
        run.fault().name(),
        run.work().title(),
        expected.inWords(run.work()),
        outcome.complaint().map(text -> outcome.result() + ": " + text).orElse(outcome.result()),
        outcome.elapsed().toMillis() / 1000.0,
        outcome.requests()
            + (run.fault().isRealCredential() ? " + " + outcome.tokenRequests() : ""));
    expected.check(run.work(), outcome);
    assertThat(outcome.result()).doesNotContain("WRONG", "NOT", "NEITHER", "WARNINGS");
  }

  private static Fixture once(Fault fault) {
    return (scene, operation) -> scene.server().faults().inject(operation, 1, fault);
  }

  private static Fixture always(Fault fault) {
    return (scene, operation) -> scene.server().faults().inject(operation, fault);
  }

  private static Fixture shows(ServerCertificate certificate) {
    return (scene, operation) -> scene.server().show(certificate);
  }

  private static Fixture throttledUntilADate() {
    return once(Fault.throttled(Duration.ofSeconds(2), RetryAfter.DATE));
  }

  private static Fixture clock(Duration offset, Fixture then) {
    return (scene, operation) -> {
      scene.vaultClock().offset(offset);
      then.injectInto(scene, operation);
    };
  }

  private static Fixture revoked() {
    return (scene, operation) -> scene.server().revokeAccessTokens();
  }

  private static Fixture revokedAnd(Fault ofTheTokenEndpoint) {
    return (scene, operation) -> {
      scene.server().revokeAccessTokens();
      scene.server().faults().inject("identity/token", ofTheTokenEndpoint);
    };
  }

  private static Expectation noToken() {
    return fails("The credential client-secret got no token: ")
        .says(
            "Check azure.keyvault.tenant-id, azure.keyvault.client-id, azure.keyvault.client-secret")
        .requests(1)
        .requests(Work.LOAD, 0);
  }

  /** The members of the service's answers with values of the wrong type. */
  private static final class WrongTypes {
    static final String ANSWER =
        """
        {"kid":17,"value":{"a":1},"id":[],"cer":false,"attributes":"no",\
        "policy":3,"key":"no"}""";
  }

  private static final class Claims {
    static final String NEW_TOKEN =
        "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1604106651\"}}}";
  }
}
