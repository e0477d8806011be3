package io.vaultjca.conformance.faults;

import static io.vaultjca.conformance.faults.Expectation.fails;
import static io.vaultjca.conformance.faults.Expectation.succeeds;
import static io.vaultjca.conformance.faults.FaultCase.when;

import io.vaultjca.Setting;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;

/**
 * Faults of host names and memory, which concern a whole JVM. Prints the rows of the table; an
 * unexpected outcome ends the program with an exception.
 */
final class FaultProgram {
  private static final String NAME = "unbreakable.vault.azure.net";
  private static final String LOOPBACK = "127.0.0.1 localhost " + NAME + " login.example\n";
  private static final long HUGE = 100L << 20;
  private static final String TENANT = "7c1b6a52-0f6b-4a32-9d3a-6f0f3e1c2b4d";

  /** The work, besides signing, that meets answers larger than the memory. */
  private static final Work[] MORE = {Work.UNWRAP, Work.LOAD, Work.REFRESH};

  private FaultProgram() {}

  public static void main(String[] arguments) throws Exception {
    // Every look-up of a name reads the hosts file again.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Path hosts = Path.of(arguments[1]);
    boolean names = arguments[0].equals("names");
    Files.writeString(hosts, LOOPBACK);
    try (Scene scene = names ? Scene.open(NAME) : Scene.open();
        VaultServer attacker = VaultServer.start()) {
      run(scene, hosts, names ? names(scene, attacker, hosts) : memory());
      if (attacker.counters().connections() != 0) {
        throw new AssertionError("Somebody else was called: " + attacker.counters());
      }
    }
    System.exit(0);
  }

  private static void run(Scene scene, Path hosts, List<FaultCase> cases) throws Exception {
    for (FaultCase fault : cases) {
      for (Work work : fault.works()) {
        // Restores the name that the last case removed.
        Files.writeString(hosts, LOOPBACK);
        Outcome outcome = scene.run(fault, work);
        fault.expectation().check(work, outcome);
        System.out.println(
            String.join(
                "\t",
                fault.name(),
                work.title(),
                fault.expectation().inWords(work),
                outcome
                    .complaint()
                    .map(text -> outcome.result() + ": " + text.replaceAll("\\s+", " "))
                    .orElse(outcome.result()),
                Double.toString(outcome.elapsed().toMillis() / 1000.0),
                outcome.requests()
                    + (fault.isRealCredential() ? " + " + outcome.tokenRequests() : "")));
      }
    }
  }

  /** Addresses the vault by the name of a real one, so that its challenge is verified. */
  private static FaultCase named(Scene scene, String name, FaultCase.Fixture fixture) {
    return when(FaultKind.HOST_NAME, name, fixture)
        .withClientSecret()
        .with(Setting.URI, "https://" + NAME + ":" + scene.server().uri().getPort())
        .with(Setting.TYPE, "vault")
        .with(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "false");
  }

  private static List<FaultCase> names(Scene scene, VaultServer attacker, Path hosts) {
    String elsewhere = "https://login.example:" + attacker.uri().getPort() + "/" + TENANT;
    return List.of(
        named(scene, "a vault by its real name", (s, operation) -> {})
            // LOAD would meet the first challenge of this name.
            .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
            .then(succeeds().requests(1).tokenRequests(0)),
        foreignResource(scene, elsewhere)
            .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
            .then(refused(0)),
        // A load requests its token, for the vault, before the vault answers.
        foreignResource(scene, elsewhere).only(Work.LOAD).then(refused(1)),
        named(
                scene,
                "challenge that names a foreign authority",
                (s, operation) ->
                    s.server()
                        .faults()
                        .inject(
                            operation, 1, Fault.challenge(elsewhere, "https://vault.azure.net")))
            .only(Work.SIGN, Work.UNWRAP, Work.REFRESH)
            .then(succeeds().requests(2).tokenRequests(1)),
        named(
                scene,
                "DNS does not know the vault",
                (s, operation) -> {
                  Files.writeString(hosts, "127.0.0.1 localhost\n");
                  s.server().cutConnections();
                })
            .then(
                fails("the host " + NAME + " is not known after one try")
                    .says("Check azure.keyvault.uri, DNS, firewall")
                    .within(15)
                    .requests(0)));
  }

  private static FaultCase foreignResource(Scene scene, String elsewhere) {
    return named(
        scene,
        "challenge that names a foreign resource",
        (s, operation) ->
            s.server()
                .faults()
                .inject(operation, Fault.challenge(elsewhere, "https://graph.example")));
  }

  private static Expectation refused(long tokenRequests) {
    return fails("asks for a token of another service, which a token must not be sent to")
        .says("azure.keyvault.disable-challenge-resource-verification")
        .requests(1)
        .tokenRequests(tokenRequests);
  }

  private static List<FaultCase> memory() {
    return List.of(
        when(FaultKind.RESOURCES, "answer of 100 MiB, heap of 64 MiB", oversized(200, true))
            .only(Work.SIGN, MORE)
            .then(fails("larger than 4 MiB").requests(1)),
        when(
                FaultKind.RESOURCES,
                "answer of 100 MiB in chunks, heap of 64 MiB",
                oversized(200, false))
            .only(Work.SIGN, MORE)
            .then(fails("larger than 4 MiB").requests(1)),
        when(FaultKind.RESOURCES, "503 of 100 MiB in chunks, heap of 64 MiB", oversized(503, false))
            .only(Work.SIGN, MORE)
            .then(fails("larger than 4 MiB").requests(1)),
        when(FaultKind.RESOURCES, "after all that, heap of 64 MiB", (scene, operation) -> {})
            .only(Work.SIGN, MORE)
            .then(succeeds().requests(1)));
  }

  private static FaultCase.Fixture oversized(int status, boolean announced) {
    return (scene, operation) ->
        scene.server().faults().inject(operation, Fault.oversized(status, HUGE, announced));
  }
}
