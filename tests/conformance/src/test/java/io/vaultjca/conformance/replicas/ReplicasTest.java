package io.vaultjca.conformance.replicas;

import static io.vaultjca.conformance.replicas.ReplicatedVaults.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same key in two vaults. */
@ResourceLock(TestVault.LOG_LEVELS)
class ReplicasTest {
  private static final int ROUNDS = 8;

  private ReplicatedVaults vaults;

  @BeforeEach
  void start() {
    Warnings.listen();
    vaults = ReplicatedVaults.two();
  }

  @AfterEach
  void close() {
    vaults.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void bothVaultsSignAndEachSignatureIsOneRequest(String name) throws Exception {
    VaultPrivateKey key = vaults.key(name, Map.of());
    assertThat(key.id().vault()).isEqualTo(vaults.get(0).uri());
    vaults.signUntilUsed(1, key);
    vaults.get(0).counters().reset();
    vaults.get(1).counters().reset();
    signAtOnce(key);
    assertThat(vaults.signatures(0) + vaults.signatures(1))
        .isEqualTo((long) ROUNDS * Threads.COUNT);
    assertThat(requests(0) + requests(1)).isEqualTo((long) ROUNDS * Threads.COUNT);
    assertThat(vaults.signatures(0)).isPositive();
    assertThat(vaults.signatures(1)).isPositive();
    // The version has another identifier in each vault, so the key was looked up in both.
    assertThat(vaults.service(1).get("keys/" + name)).doesNotContain(key.id().version());
  }

  private void signAtOnce(VaultPrivateKey key) throws Exception {
    Threads.run(
        number -> {
          for (int i = 0; i < ROUNDS; i++) {
            vaults.signWell(key);
          }
          return null;
        });
  }

  private long requests(int vault) {
    return vaults.get(vault).counters().requests();
  }

  @Test
  void otherVaultSignsWhileTheFirstIsDown() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.signUntilUsed(1, key);
    vaults.get(0).stop();
    // At once, because a single caller may find the other vault faster, and not try this one.
    signAtOnce(key);
    vaults.get(0).restart();
    vaults.signUntilUsed(0, key);
  }

  @Test
  void keyIsLookedUpInTheReplicaAtOnceIfTheFirstVaultFails() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.get(0).stop();
    vaults.signWell(key);
    assertThat(vaults.signatures(1)).isEqualTo(1);
  }

  @Test
  void hangingVaultDelaysTheFirstSignatureByTwoSeconds() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.get(0).faults().inject("keys/sign", Fault.hang());
    long began = System.nanoTime();
    vaults.signWell(key);
    // A request may take 30 s.
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void throttledOperationGoesToTheOtherVaultAtOnce() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.signUntilUsed(1, key);
    vaults.get(0).faults().inject("keys/sign", Fault.throttled(Duration.ofSeconds(50)));
    vaults.get(0).counters().reset();
    long began = System.nanoTime();
    signAtOnce(key);
    signAtOnce(key);
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(40));
    // The first volley was already sent when the first answer arrived.
    assertThat(vaults.signatures(0)).isBetween(1L, (long) Threads.COUNT);
  }

  @Test
  void refusalByTheFirstVaultIsFinal() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.service(0).send("PATCH", "keys/ec", "{\"attributes\":{\"enabled\":false}}");
    assertThatThrownBy(() -> vaults.signWell(key))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("KeyDisabled");
    assertThat(vaults.signatures(1)).isZero();
  }

  @Test
  void messageHasTheFailureOfEachVault() throws Exception {
    VaultPrivateKey key =
        vaults.key("ec", Map.of(Setting.MAX_RETRIES, "0", Setting.OPERATION_TIMEOUT, "20s"));
    vaults.signUntilUsed(1, key);
    vaults.get(0).stop();
    vaults.get(1).faults().inject("keys/sign", Fault.unavailable());
    assertThatThrownBy(() -> vaults.sign(key))
        .isInstanceOf(SignatureException.class)
        // The client may not have noticed yet that an idle connection is closed.
        .hasMessageMatching(
            "(?s)Signing \\(ES256\\) with the key %s failed: (no|the) connection to %s .*"
                .formatted(key.id(), vaults.get(0).uri().getAuthority()))
        .hasMessageContaining(
            "Signing (ES256) with the key %s/keys/ec/".formatted(vaults.get(1).uri()))
        .hasMessageContaining("the Key Vault answered 503");
  }

  @Test
  void otherKeyOfTheSameNameIsLeftOutWithOneWarning() throws Exception {
    vaults.get(0).seed("{\"keys\": [{\"name\": \"other\", \"kty\": \"EC\"}]}");
    vaults.get(1).seed("{\"keys\": [{\"name\": \"other\", \"kty\": \"EC\"}]}");
    expectLeftOut(
        vaults.key("other", Map.of()), "no version of this name there has the same public key");
  }

  @Test
  void missingKeyIsLeftOutWithOneWarning() throws Exception {
    vaults.get(0).seed("{\"keys\": [{\"name\": \"lone\", \"kty\": \"RSA\"}]}");
    expectLeftOut(vaults.key("lone", Map.of()), "KeyNotFound");
  }

  @Test
  void disabledKeyIsLeftOutWithOneWarning() throws Exception {
    vaults.service(1).send("PATCH", "keys/ec", "{\"attributes\":{\"enabled\":false}}");
    expectLeftOut(vaults.key("ec", Map.of()), "is disabled");
  }

  @Test
  void keyRotatedOnlyInTheFirstVaultIsLeftOutWithOneWarning() throws Exception {
    vaults.get(0).seed("{\"keys\": [{\"name\": \"ec\", \"kty\": \"EC\"}]}");
    expectLeftOut(
        vaults.key("ec", Map.of()), "no version of this name there has the same public key");
  }

  private void expectLeftOut(VaultPrivateKey key, String why) throws Exception {
    List<String> said = List.of();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (said.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      vaults.signWell(key);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      said = leftOut(key);
    }
    for (int i = 0; i < 50; i++) {
      vaults.signWell(key);
    }
    assertThat(leftOut(key))
        .singleElement()
        .asString()
        .contains("is not used in " + vaults.get(1).uri() + ": ")
        .contains(why);
    assertThat(vaults.signatures(1)).isZero();
  }

  private static List<String> leftOut(VaultPrivateKey key) {
    return Warnings.all().containing("The key " + key.id() + " is not used in");
  }

  @Test
  void keyRotatedOnlyInAReplicaIsUsedThereInItsOldVersion() throws Exception {
    vaults.get(1).seed("{\"keys\": [{\"name\": \"ec\", \"kty\": \"EC\"}]}");
    vaults.signUntilUsed(1, vaults.key("ec", Map.of()));
  }

  @Test
  void keyDisabledLaterInAReplicaIsLeftOut() throws Exception {
    VaultPrivateKey key = vaults.key("ec", Map.of());
    vaults.signUntilUsed(1, key);
    vaults
        .service(1)
        .send("PATCH", "keys/ec/" + version(1), "{\"attributes\":{\"enabled\":false}}");
    signAtOnce(key);
    assertThat(leftOut(key)).singleElement().asString().contains("KeyDisabled");
  }

  private String version(int vault) {
    return vaults.service(vault).get("keys/ec").replaceAll("(?s).*/keys/ec/([0-9a-f]+).*", "$1");
  }

  @Test
  void replicaIsReadWhileTheFirstVaultIsDown() throws Exception {
    X509Certificate certificate = (X509Certificate) vaults.store(Map.of()).getCertificate("web");
    vaults.get(0).stop();
    KeyStore store = vaults.store(Map.of(Setting.REFRESH_INTERVAL, "1h"));
    assertThat(Collections.list(store.aliases())).containsExactly("web");
    assertThat(store.getCertificate("web")).isEqualTo(certificate);
    assertThat(store.getCertificateChain("web")).hasSize(3);
    VaultPrivateKey key = (VaultPrivateKey) store.getKey("web", null);
    assertThat(key.id().vault()).isEqualTo(vaults.get(1).uri());
    vaults.signWell(key);
    assertThat(Warnings.all().containing(vaults.get(0).uri() + " is away", "is read from"))
        .hasSize(1);
    // The key is the same wherever it was read: the first vault signs too once it is back.
    vaults.get(0).restart();
    vaults.signUntilUsed(0, key);
  }

  @Test
  void entriesReadFromTheFirstVaultStayWhileItIsDown() throws Exception {
    KeyStore store = vaults.store(Map.of(Setting.REFRESH_INTERVAL, "1ms"));
    X509Certificate current = (X509Certificate) store.getCertificate("web");
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    vaults.get(1).seed("{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\"}]}");
    vaults.get(0).stop();
    for (int i = 0; i < 20; i++) {
      assertThat(store.getCertificate("web")).isEqualTo(current);
      assertThat(store.getKey("web", null)).isEqualTo(key);
    }
  }

  @Test
  void changesAreMadeOnlyInTheFirstVault() throws Exception {
    KeyStore store = vaults.store(Map.of());
    store.deleteEntry("web");
    store.store(null, null);
    assertThat(vaults.get(0).counters().requests("certificates/delete")).isEqualTo(1);
    assertThat(vaults.get(1).counters().byOperation()).isEmpty();
  }

  @Test
  void vaultsOfOneTenantShareATokenRequest() throws Exception {
    Identity identity = vaults.get(0).identity();
    VaultPrivateKey key =
        vaults.key(
            "ec",
            Map.of(
                Setting.TENANT_ID, identity.tenantId(),
                Setting.CLIENT_ID, identity.clientId(),
                Setting.CLIENT_SECRET, identity.clientSecret(),
                Setting.AUTHORITY_HOST, identity.authorityHost().toString(),
                Setting.DISABLE_INSTANCE_DISCOVERY, "true"));
    vaults.signUntilUsed(1, key);
    assertThat(identity.requests()).hasSize(1);
  }

  @Test
  void symmetricKeyIsUsedIfItEncryptsTheSame() throws Exception {
    vaults.close();
    vaults = new ReplicatedVaults(VaultServer.builder().managedHsm(true).startReplicas(2));
    vaults.seed("{\"keys\": [{\"name\": \"aes\", \"kty\": \"oct-HSM\", \"size\": 256}]}");
    vaults.get(0).seed("{\"keys\": [{\"name\": \"other\", \"kty\": \"oct-HSM\", \"size\": 256}]}");
    vaults.get(1).seed("{\"keys\": [{\"name\": \"other\", \"kty\": \"oct-HSM\", \"size\": 256}]}");
    VaultSecretKey same = secretKey("aes");
    byte[] encrypted = encrypt(same);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    // One of them compares the results.
    while (vaults.get(1).counters().requests("keys/encrypt") < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      assertThat(encrypt(same)).isEqualTo(encrypted);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    VaultSecretKey other = secretKey("other");
    byte[] otherwise = encrypt(other);
    while (Warnings.all().containing("The key " + other.id() + " is not used in").isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      assertThat(encrypt(other)).isEqualTo(otherwise);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(encrypt(other)).isEqualTo(otherwise);
    }
    assertThat(Warnings.all().containing("The key " + other.id() + " is not used in"))
        .singleElement()
        .asString()
        .contains("is a different key");
  }

  private VaultSecretKey secretKey(String name) throws Exception {
    return (VaultSecretKey)
        SecretKeyFactory.getInstance("AzureKeyVault", vaults.provider)
            .generateSecret(
                VaultKeySpec.ofName(name)
                    .ofSize(256)
                    .in(vaults.way(Map.of(Setting.TYPE, "managed-hsm"))));
  }

  private byte[] encrypt(VaultSecretKey key) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", vaults.provider);
    cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
    return cipher.doFinal(TEXT);
  }
}
