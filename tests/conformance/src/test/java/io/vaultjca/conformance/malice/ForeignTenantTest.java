package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.conformance.fixture.Threads;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One request is answered with a 401 whose challenge is not the vault's. At most that operation
 * fails: a challenge applies only to the request that it answers.
 */
class ForeignTenantTest {
  private static final String OTHER_TENANT = "11111111-2222-3333-4444-555555555555";
  private static final String OF_ANOTHER_TENANT =
      "Bearer authorization=\"https://login.windows.net/%s\", resource=\"https://vault.azure.net\""
          .formatted(OTHER_TENANT);

  private final Provider provider = new AzureKeyVaultProvider();
  private VaultServer vault;

  private static List<String> oddChallenges() {
    return List.of(
        """
        Bearer authorization="https://login.windows.net/TENANT", \
        resource="https://managedhsm.azure.net\"""",
        """
        Bearer authorization="https://login.windows.net/TENANT", \
        resource="https://management.azure.com\"""",
        """
        Bearer authorization="https://login.windows.net/TENANT", \
        resource="https://vault.azure.net.example\"""",
        "Bearer authorization=\"https://login.windows.net/TENANT\", resource=\"\"",
        "Bearer authorization=\"https://login.windows.net/TENANT\", resource=\"::\"",
        "Bearer authorization=\"https://login.windows.net/TENANT\"",
        "Bearer authorization=\"https://login.windows.net\", resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"https://login.windows.net/\", resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"no address\", resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"\", resource=\"https://vault.azure.net\"",
        "Bearer resource=\"https://vault.azure.net\"",
        "Bearer authorization",
        "Bearer =,=\"",
        "Bearer",
        "Basic realm=\"proxy\"",
        "\"");
  }

  private static Stream<Arguments> oddChallengesOfEachCredential() {
    return oddChallenges().stream()
        .flatMap(
            challenge ->
                Stream.of(Credential.values())
                    .map(credential -> Arguments.of(credential, challenge)));
  }

  /** The credential that gets the token. */
  private enum Credential {
    CLIENT_SECRET {
      @Override
      KeyStoreFile file(VaultServer vault) {
        return KeyStoreFile.of(vault).application(vault.identity());
      }
    },
    ACCESS_TOKEN {
      @Override
      KeyStoreFile file(VaultServer vault) {
        return KeyStoreFile.of(vault).with("access-token", vault.accessToken());
      }
    };

    abstract KeyStoreFile file(VaultServer vault);
  }

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    vault.seed("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\"}]}");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void oneSignatureFailsWithTheReasonAndTheNextWorks() throws Exception {
    PrivateKey key = key(open(Credential.CLIENT_SECRET));
    assertThat(sign(key)).isNotEmpty();
    vault.faults().inject("keys/sign", 1, Fault.challenge(OF_ANOTHER_TENANT));
    assertThat(catchThrowable(() -> sign(key)))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageStartingWith("Signing (ES256) with the key " + key + " failed: ")
        .hasMessageContaining("another tenant")
        .hasMessageContaining(OTHER_TENANT)
        .hasMessageContaining(vault.identity().tenantId());
    assertThat(sign(key)).isNotEmpty();
    assertThat(sign(key)).isNotEmpty();
    assertThat(tenantsAsked()).containsOnly(vault.identity().tenantId());
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void theNextSignatureWorksWithEachCredential(Credential credential) throws Exception {
    PrivateKey key = key(open(credential));
    assertThat(sign(key)).isNotEmpty();
    assertOnlyOneFails(key, OF_ANOTHER_TENANT);
  }

  @Test
  void newKeyStoreIsNotAffected() throws Exception {
    PrivateKey key = key(open(Credential.CLIENT_SECRET));
    vault.faults().inject("keys/sign", 1, Fault.challenge(OF_ANOTHER_TENANT));
    assertThat(catchThrowable(() -> sign(key))).isInstanceOf(SignatureException.class);
    assertThat(sign(key(open(Credential.CLIENT_SECRET)))).isNotEmpty();
    assertThat(sign(key(open(Credential.ACCESS_TOKEN)))).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void foreignChallengeToTheFirstRequestCostsOneOperation(Credential credential) throws Exception {
    KeyStore store = open(credential);
    vault.faults().inject("certificates/get", 1, Fault.challenge(OF_ANOTHER_TENANT));
    Throwable refused = catchThrowable(() -> store.getCertificate("web"));
    if (credential == Credential.CLIENT_SECRET) {
      assertThat(refused)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("another tenant")
          .hasMessageContaining(OTHER_TENANT)
          .hasMessageContaining(vault.identity().tenantId());
    }
    assertThat(sign(key(open(credential)))).isNotEmpty();
    // An entry that could not be read is read again after a moment.
    long begin = System.nanoTime();
    while (catchThrowable(() -> store.getCertificate("web")) != null) {
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(15).toNanos());
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    assertThat(sign(key(store))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("oddChallenges")
  void oddChallengeCostsOneOperation(String challenge) throws Exception {
    String header = challenge.replace("TENANT", vault.identity().tenantId());
    for (Credential credential : Credential.values()) {
      PrivateKey key = key(open(credential));
      assertThat(sign(key)).isNotEmpty();
      assertOnlyOneFails(key, header);
    }
  }

  @ParameterizedTest
  @MethodSource("oddChallengesOfEachCredential")
  void oddChallengeToTheFirstRequestCostsOneOperation(Credential credential, String challenge)
      throws Exception {
    String header = challenge.replace("TENANT", vault.identity().tenantId());
    KeyStore store = open(credential);
    vault.faults().inject("certificates/get", 1, Fault.challenge(header));
    Throwable refused = catchThrowable(() -> store.getCertificate("web"));
    assertThat(refused == null || refused instanceof ProviderException).isTrue();
    assertThat(sign(key(open(credential)))).isNotEmpty();
  }

  @Test
  void oneOfManyConcurrentSignaturesFails() throws Exception {
    PrivateKey key = key(open(Credential.CLIENT_SECRET));
    assertThat(sign(key)).isNotEmpty();
    AtomicInteger failed = new AtomicInteger();
    vault.faults().inject("keys/sign", 1, Fault.challenge(OF_ANOTHER_TENANT));
    Threads.run(
        number -> {
          for (int i = 0; i < 5; i++) {
            if (catchThrowable(() -> sign(key)) != null) {
              failed.incrementAndGet();
            }
          }
          return number;
        });
    assertThat(failed).hasValue(1);
  }

  /** The implementation may send the request again or let it fail. */
  private void assertOnlyOneFails(PrivateKey key, String challenge) throws Exception {
    vault.faults().inject("keys/sign", 1, Fault.challenge(challenge));
    Throwable refused = catchThrowable(() -> sign(key));
    assertThat(refused == null || refused instanceof SignatureException).isTrue();
    assertThat(catchThrowable(() -> sign(key)))
        .as("the signature after \"%s\", which resulted in %s", challenge, refused)
        .isNull();
  }

  private List<String> tenantsAsked() {
    return vault.identity().requests().stream().map(TokenRequest::tenantId).toList();
  }

  private KeyStore open(Credential credential) throws Exception {
    return credential.file(vault).open(provider);
  }

  private static PrivateKey key(KeyStore store) throws Exception {
    return (PrivateKey) store.getKey("web", null);
  }

  private byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
