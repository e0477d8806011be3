package io.vaultjca.command.doctor.step;

import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.CredentialKind;
import io.vaultjca.exchange.Challenge;
import io.vaultjca.exchange.Greeting;
import io.vaultjca.exchange.Operation;
import io.vaultjca.token.TokenClaims;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gets a token: reports its credential and why it was chosen, its identity and its expiry. */
public final class AccessToken implements Look {
  private static final Duration AT_MOST = Duration.ofSeconds(8);

  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    Challenge challenge = facts.get(Greeting.class).challenge().orElseThrow();
    TokenClaims token =
        patient
            .vault()
            .exchange()
            .claims(Operation.of(AT_MOST, "Getting a token for %s", patient.uri()), challenge);
    CredentialKind kind = patient.connection().credential().kind();
    String which =
        "The credential %s, because %s"
            .formatted(kind.configName(), patient.config().credentialReason());
    List<String> details = List.of(identity(token));
    Optional<String> wrong =
        anotherAudience(token, challenge)
            .or(() -> anotherTenant(token, challenge))
            .or(() -> expired(token, Instant.now()));
    if (wrong.isPresent()) {
      return Finding.failed(
              "%s, supplies a token that the vault will refuse: %s. %s"
                  .formatted(
                      which,
                      wrong.get(),
                      kind.isReadyToken()
                          ? "Get a new one for the vault: az account get-access-token --resource %s"
                              .formatted(resource(challenge))
                          : "Check the credential's settings."))
          .with(details);
    }
    return Finding.ok("%s, supplies a token%s.".formatted(which, validity(token, Instant.now())))
        .with(details);
  }

  private static String validity(TokenClaims token, Instant now) {
    return token
        .expires()
        .map(
            end ->
                " that is valid until %s, for %s minutes"
                    .formatted(end, Duration.between(now, end).toMinutes()))
        .orElse("; only the service knows its expiry");
  }

  private static Optional<String> expired(TokenClaims token, Instant now) {
    return token.expires().filter(end -> !now.isBefore(end)).map("it expired at %s"::formatted);
  }

  /** Compares only audiences that are URLs: a GUID says nothing here. */
  private static Optional<String> anotherAudience(TokenClaims token, Challenge challenge) {
    String wanted = resource(challenge);
    return token
        .claim("aud")
        .filter(audience -> audience.contains("://"))
        .filter(audience -> !host(audience).equals(host(wanted)))
        .map(
            audience ->
                "it is for %s, but the vault requires one for %s".formatted(audience, wanted));
  }

  private static Optional<String> anotherTenant(TokenClaims token, Challenge challenge) {
    return token
        .claim("tid")
        .filter(tenant -> challenge.tenant().isPresent())
        .filter(tenant -> !tenant.equalsIgnoreCase(challenge.tenant().get()))
        .map(
            tenant ->
                "it is from the tenant %s, but the vault belongs to %s"
                    .formatted(tenant, challenge.tenant().get()));
  }

  private static String resource(Challenge challenge) {
    return challenge.scope().replaceFirst("/\\.default$", "");
  }

  private static String host(String uri) {
    try {
      return String.valueOf(URI.create(uri).getHost());
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }

  private static String identity(TokenClaims token) {
    Map<String, String> claims = new TreeMap<>(token.claims());
    return claims.isEmpty()
        ? "It does not name its identity."
        : claims.entrySet().stream()
            .map(claim -> claim.getKey() + "=" + claim.getValue())
            .collect(Collectors.joining(", ", "Its claims: ", "."));
  }
}
