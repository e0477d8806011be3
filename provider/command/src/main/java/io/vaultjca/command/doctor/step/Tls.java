package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.exchange.Greeting;
import io.vaultjca.text.OneLine;
import io.vaultjca.transport.SeenCertificates.Shown;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the TLS connection: the server's certificate and its issuer, which may reveal an
 * intercepting proxy.
 */
public final class Tls implements Look {
  /** The issuers of the service's certificates ("Azure certificate authority details"). */
  private static final List<String> ISSUERS = List.of("microsoft", "digicert");

  private static final int LONGEST_NAME = 120;

  @Override
  public Finding at(Facts facts) throws VaultException {
    Patient patient = facts.get(Patient.class);
    Greeting greeting = Greeting.of(patient.connection(), patient.connection().requestTimeout());
    facts.learn(Greeting.class, greeting);
    Optional<String> opened = greeting.tls().flatMap(shown -> opened(patient, shown));
    List<String> certificate = greeting.tls().stream().map(Tls::certificate).toList();
    if (greeting.answer().isEmpty()) {
      VaultException failure = greeting.failure().orElseThrow();
      if (certificate.isEmpty()) {
        // An exception, so that later steps are skipped when nobody answers.
        throw failure;
      }
      return Finding.failed(failure.getMessage() + opened.map(" "::concat).orElse(""))
          .with(certificate);
    }
    Shown shown = greeting.tls().orElseThrow();
    boolean agreed = patient.connection().trustCertificates().isPresent();
    if (opened.isPresent() && !agreed) {
      return Finding.failed(
              "%s If that is intended, set %s to a PEM file of its authority."
                  .formatted(opened.get(), Setting.TRUST_CERTIFICATES.key()))
          .with(certificate);
    }
    return Finding.ok(
            "%s, trusted%s.%s"
                .formatted(
                    shown.protocol(),
                    agreed ? ", with %s".formatted(Setting.TRUST_CERTIFICATES.key()) : "",
                    opened.map(" "::concat).orElse("")))
        .with(certificate);
  }

  /**
   * A sentence if TLS is intercepted, as far as the issuer shows; known only for the service's
   * hosts.
   */
  private static Optional<String> opened(Patient patient, Shown shown) {
    String issuer = name(shown.chain().get(0).getIssuerX500Principal().getName());
    String lower = issuer.toLowerCase(Locale.ROOT);
    return VaultAddress.isOfService(patient.uri()) && ISSUERS.stream().noneMatch(lower::contains)
        ? Optional.of(
            "TLS is intercepted: %s issued the certificate, but issues none for the service. The interceptor can read tokens and decrypted data."
                .formatted(issuer))
        : Optional.empty();
  }

  private static String certificate(Shown shown) {
    X509Certificate leaf = shown.chain().get(0);
    Instant end = leaf.getNotAfter().toInstant();
    return "The certificate of %s, issued by %s, expires on %s, in %s days."
        .formatted(
            name(leaf.getSubjectX500Principal().getName()),
            name(leaf.getIssuerX500Principal().getName()),
            end.toString().substring(0, 10),
            Duration.between(Instant.now(), end).toDays());
  }

  private static String name(String principal) {
    return OneLine.of(principal, LONGEST_NAME);
  }
}
