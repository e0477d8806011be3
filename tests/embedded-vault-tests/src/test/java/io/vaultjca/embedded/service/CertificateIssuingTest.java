package io.vaultjca.embedded.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.CertificatePolicy;
import io.vaultjca.embedded.store.CertificateState;
import io.vaultjca.embedded.store.CertificateState.Pending;
import io.vaultjca.embedded.store.CertificateState.Status;
import io.vaultjca.embedded.store.CertificateVersion;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A failure that no request can cause, because the rules of names prevent it. */
class CertificateIssuingTest {
  private final VaultState state = new VaultState(Settings.standard(), "https://localhost:1");
  private final CertificateIssuing issuing = new CertificateIssuing(state);

  @Test
  void failedIssuanceFailsOneOperationAndNoRequest() throws Exception {
    VaultObject<CertificateVersion, CertificateState> blocked = pending("blocked");
    VaultObject<CertificateVersion, CertificateState> free = pending("free");
    state.keys().delete(state.keys().add("blocked", key()));

    issuing.completeDueOperations();
    issuing.completeDueOperations();

    Pending failed = blocked.extra().pending();
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(blocked.current()).isEmpty();
    JsonNode operation =
        new CertificateJson(state.settings(), state.baseUri())
            .operation("blocked", failed, ApiVersion.of("7.4"));
    assertThat(operation.get("status").asText()).isEqualTo("failed");
    assertThat(operation.at("/error/message").asText()).endsWith("blocked is deleted");
    assertThat(free.extra().pending().status()).isEqualTo(Status.COMPLETED);
    assertThat(free.current()).isPresent();
    assertThat(state.keys().live("free")).isPresent();
    assertThat(state.secrets().live("free")).isPresent();
  }

  private VaultObject<CertificateVersion, CertificateState> pending(String name) throws Exception {
    CertificatePolicy policy =
        PolicyJson.read(
            PolicyJson.of(
                (ObjectNode)
                    Json.read(
                        "{\"key_props\":{\"kty\":\"EC\"},\"x509_props\":{\"subject\":\"CN=x\"},\"issuer\":{\"name\":\"Self\"}}")),
            null,
            ApiVersion.NEWEST,
            0);
    Pending pending =
        new Pending(
            VaultState.newVersion(),
            VaultState.newVersion(),
            new byte[0],
            KeyMaterial.generateEc(Curve.P_256),
            policy,
            true,
            null,
            false,
            false,
            Status.IN_PROGRESS,
            null,
            0);
    VaultObject<CertificateVersion, CertificateState> certificate =
        state.certificates().add(name, new CertificateState(policy, pending), List.of());
    issuing.issueLater(certificate);
    return certificate;
  }

  private static KeyVersion key() {
    return new KeyVersion(
        VaultState.newVersion(),
        "EC",
        KeyMaterial.generateEc(Curve.P_256),
        KeyGeneration.EC_OPERATIONS,
        Attributes.created(true, null, null, 0),
        null,
        false,
        false,
        null);
  }
}
