package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of the vault after storing a chain for one of its keys, successful or not. */
class ChainMergeTest {
  private static final String RENEWED_BY_THE_SERVICE =
      """
      {"key_props": {"exportable": false, "kty": "EC", "key_size": 256, "crv": "P-256",
                     "reuse_key": true},
       "secret_props": {"contentType": "application/x-pem-file"},
       "x509_props": {"subject": "CN=bank",
                      "sans": {"dns_names": ["www.bank.example", "bank.example"],
                               "emails": ["pki@bank.example"], "upns": ["pki@bank"],
                               "uris": ["spiffe://bank.example/pki"],
                               "ipAddresses": ["192.0.2.1", "2001:db8::1"]},
                      "ekus": ["1.3.6.1.5.5.7.3.3"], "key_usage": ["nonRepudiation"],
                      "validity_months": 7},
       "lifetime_actions": [{"trigger": {"days_before_expiry": 40},
                             "action": {"action_type": "AutoRenew"}}],
       "issuer": {"name": "Self"}}
      """;
  private static final String TAKEN_BACK =
      " The request was taken back, and the certificate has its former policy.";

  private OpenedVault vault;
  private KeyStore store;
  private X509Certificate leaf;
  private String former;

  @BeforeEach
  void aChainWaitsForStore() throws Exception {
    vault = OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
    send("PATCH", "policy", RENEWED_BY_THE_SERVICE);
    former = policy();
    store = vault.open();
    PrivateHandle key = (PrivateHandle) store.getKey("web", null);
    KeyPair ca = KeyStoreWritingTest.rsa();
    leaf = KeyStoreWritingTest.issue(ca, "CN=root", key.publicKey(), "CN=web.example");
    store.setKeyEntry(
        "web", key, null, new Certificate[] {leaf, KeyStoreWritingTest.selfSigned(ca, "CN=root")});
    vault.server().counters().reset();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void keepsThePolicyExceptForTheNewIssuer() throws Exception {
    store.store(null, null);
    assertThat(policy())
        .isEqualTo(
            former
                .replace("\"name\":\"Self\"", "\"name\":\"Unknown\"")
                .replace("CN=bank", "CN=web.example")
                .replace("AutoRenew", "EmailContacts"))
        .isNotEqualTo(former);
    assertThat(requests("certificates/updatepolicy")).isZero();
  }

  /** The API has them since 2025-06-01-preview; older versions do not return them. */
  @Test
  void anOlderVersionLosesUrisAndAddresses() throws Exception {
    KeyStore older = vault.open("azure.keyvault.api-version=7.6");
    older.setKeyEntry("web", older.getKey("web", null), null, new Certificate[] {leaf});
    older.store(null, null);
    assertThat(former).contains("\"uris\"", "\"ipAddresses\"");
    assertThat(policy())
        .contains("\"dns_names\":[\"www.bank.example\",\"bank.example\"]")
        .doesNotContain("uris", "ipAddresses");
  }

  @Test
  void undoesAFailedMergeAndItsPolicy() throws Exception {
    vault.server().faults().inject("certificates/merge", 1, Fault.serverError());
    assertThatThrownBy(() -> store.store(null, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith(
            """
            Merging a certificate chain into web in %s failed: the Key Vault answered 500 \
            InternalServerError: "An internal error occurred.\""""
                .formatted(vault.server().uri()))
        .hasMessageEndingWith(TAKEN_BACK);
    everythingIsAsItWas();
    assertThat(requests("certificates/merge")).isEqualTo(1);
    store.store(null, null);
    assertThat(vault.open().getCertificate("web")).isEqualTo(leaf);
  }

  @Test
  void undoesARequestForAnotherKey() throws Exception {
    send("POST", "create", "{\"policy\":" + withANewKey() + "}");
    while (send("GET", "pending", "").contains("inProgress")) {
      LockSupport.parkNanos(10_000_000);
    }
    former = policy();
    assertThatThrownBy(() -> store.store(null, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(
            """
            Merging a certificate chain into web in %s failed: its leaf is for another key than \
            the one that the vault would certify. Give the chain that was issued for the \
            certificate request of web.%s"""
                .formatted(vault.server().uri(), TAKEN_BACK));
    everythingIsAsItWas();
  }

  private static String withANewKey() {
    return RENEWED_BY_THE_SERVICE.replace("\"reuse_key\": true", "\"reuse_key\": false");
  }

  @Test
  void doesNotRepeatAMergeWithALostAnswer() throws Exception {
    vault.server().faults().inject("certificates/merge", 1, Fault.resetInTheMiddle());
    store.store(null, null);
    assertThat(requests("certificates/merge")).isEqualTo(1);
    assertThat(requests("certificates/deletepending")).isZero();
    assertThat(requests("certificates/updatepolicy")).isZero();
    assertThat(vault.open().getCertificate("web")).isEqualTo(leaf);
    assertThat(policy()).contains("\"name\":\"Unknown\"");
  }

  @Test
  void anEarlierMergeOfTheCertificateDoesNotHideALostAnswer() throws Exception {
    store.store(null, null);
    former = policy();
    PrivateHandle key = (PrivateHandle) store.getKey("web", null);
    store.setKeyEntry("web", key, null, new Certificate[] {leaf});
    vault.server().faults().inject("certificates/merge", 1, Fault.reset());
    assertThatThrownBy(() -> store.store(null, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageEndingWith(TAKEN_BACK);
    assertThat(policy()).isEqualTo(former);
    assertThat(send("GET", "pending", "")).contains("PendingCertificateNotFound");
    assertThat(vault.open().getCertificateChain("web")).hasSize(2);
    vault.server().faults().inject("certificates/merge", 1, Fault.resetInTheMiddle());
    store.store(null, null);
    assertThat(vault.open().getCertificateChain("web")).containsExactly(leaf);
  }

  @Test
  void undoesARequestWithALostAnswer() throws Exception {
    vault.server().faults().inject("certificates/create", 1, Fault.resetInTheMiddle());
    assertThatThrownBy(() -> store.store(null, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageEndingWith(TAKEN_BACK);
    everythingIsAsItWas();
    assertThat(requests("certificates/create")).isEqualTo(1);
    store.store(null, null);
    assertThat(vault.open().getCertificate("web")).isEqualTo(leaf);
  }

  @Test
  void leavesTheRequestOfAnotherCallerOpen() throws Exception {
    send("POST", "create", "{\"policy\":" + withANewKey().replace("Self", "Unknown") + "}");
    String pending = send("GET", "pending", "");
    assertThatThrownBy(() -> store.store(null, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("answered 409 Conflict");
    vault.server().faults().inject("certificates/create", 1, Fault.resetInTheMiddle());
    assertThatThrownBy(() -> store.store(null, null)).isExactlyInstanceOf(IOException.class);
    assertThat(send("GET", "pending", "")).isEqualTo(pending).contains("inProgress");
    assertThat(requests("certificates/updatepending")).isZero();
    assertThat(requests("certificates/deletepending")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"certificates/updatepending", "certificates/deletepending"})
  void oneFailureDoesNotStopTheRestOfTheUndo(String operation) throws Exception {
    vault.server().faults().inject("certificates/merge", 1, Fault.serverError());
    vault.server().faults().inject(operation, Fault.body("{\"status\":7"));
    Throwable failure = catchThrowable(() -> store.store(null, null));
    vault.server().faults().clear();
    assertThat(policy()).isEqualTo(former);
    boolean closed = operation.equals("certificates/updatepending");
    assertThat(failure)
        .isExactlyInstanceOf(IOException.class)
        .hasMessageEndingWith(
            closed
                ? TAKEN_BACK
                : """
                     The request could not be taken back. Check in the vault whether web has the \
                    chain, whether its certificate operation is still pending, which blocks the \
                    name, and whether its policy now names the issuer Unknown, with which the \
                    service does not renew it.""");
    assertThat(failure.getCause().getSuppressed()).hasSize(1);
    store.store(null, null);
    assertThat(vault.open().getCertificate("web")).isEqualTo(leaf);
  }

  @Test
  void undoesAnInterruptedMergeAndLeavesTheThreadInterrupted() throws Exception {
    vault.server().faults().inject("certificates/merge", 1, Fault.hang());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              failure.set(catchThrowable(() -> store.store(null, null)));
              flag.set(Thread.interrupted());
            },
            "interrupted");
    thread.start();
    while (requests("certificates/merge") == 0 && thread.isAlive()) {
      LockSupport.parkNanos(1_000_000);
    }
    thread.interrupt();
    thread.join();
    assertThat(failure.get())
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(
            "Merging a certificate chain into web in %s failed: the thread was interrupted.%s"
                .formatted(vault.server().uri(), TAKEN_BACK));
    assertThat(flag).isTrue();
    everythingIsAsItWas();
  }

  private void everythingIsAsItWas() throws Exception {
    assertThat(policy()).isEqualTo(former);
    assertThat(send("GET", "pending", "")).contains("PendingCertificateNotFound");
    assertThat(vault.open().getCertificate("web")).isNotEqualTo(leaf);
  }

  private long requests(String operation) {
    return vault.server().counters().requests(operation);
  }

  /** The policy without its times. */
  private String policy() throws Exception {
    return send("GET", "policy", "").replaceFirst("\"created\":\\d+,\"updated\":\\d+", "");
  }

  private String send(String method, String of, String body) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(vault.server().sslContext()).build();
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/certificates/web/%s?api-version=2025-07-01"
                            .formatted(vault.server().uri(), of)))
                .header("Authorization", "Bearer " + vault.server().accessToken())
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
