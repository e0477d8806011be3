package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.exchange.Challenge;
import io.vaultjca.exchange.Greeting;
import java.util.Optional;

/** Checks that the vault's challenge, its demand for a token, fits the configuration. */
public final class Demand implements Look {
  @Override
  public Finding at(Facts facts) {
    Greeting greeting = facts.get(Greeting.class);
    ConnectionConfig config = facts.get(Patient.class).connection();
    if (greeting.failure().isPresent()) {
      return Finding.failed(greeting.failure().get());
    }
    Challenge challenge = greeting.challenge().orElseThrow();
    Optional<VaultType> type = challenge.service().filter(own -> own != config.type());
    if (type.isPresent()) {
      return Finding.failed(
          "%s is taken for a %s and calls itself a %s: set %s=%s."
              .formatted(
                  config.uri(),
                  config.type().displayName(),
                  type.get().displayName(),
                  Setting.TYPE.key(),
                  type.get().configName()));
    }
    Optional<String> configured = config.credential().tenantId();
    Optional<String> tenant = challenge.tenant();
    if (configured.isPresent()
        && tenant.isPresent()
        && !configured.get().equalsIgnoreCase(tenant.get())) {
      return Finding.failed(
          "The vault's challenge named another tenant, %s, than %s, which is configured. Check %s, and that the vault is the right one."
              .formatted(tenant.get(), configured.get(), Setting.TENANT_ID.key()));
    }
    return Finding.ok(
        "The vault requires a token from the tenant %s for %s%s."
            .formatted(
                tenant.orElse("(none is named)"),
                challenge.scope().replaceFirst("/\\.default$", ""),
                config.verifyChallengeResource()
                    ? ", which belongs to the host"
                    : "; the check that it belongs to the host is disabled (%s=true)"
                        .formatted(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION.key())));
  }
}
