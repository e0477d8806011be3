package io.vaultjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.key.VaultPrivateKey;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache MINA SSHD with the host's key and the user's key in the vault. */
@Full
@ResourceLock(value = Position.PROVIDERS, mode = ResourceAccessMode.READ)
class SshTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static ServedVault vault;
  private static Position.Registration registered;
  private static KeyStore store;

  /** Keeps SSHD from requesting each signature from BouncyCastle on the class path. */
  private static final String REGISTRARS = "org.apache.sshd.security.registrars";

  @BeforeAll
  static void openVault() throws Exception {
    System.setProperty(REGISTRARS, "none");
    vault =
        ServedVault.with(
            """
            {"keys": [
              {"name": "rsa", "kty": "RSA"},
              {"name": "p256", "kty": "EC", "crv": "P-256"},
              {"name": "p521", "kty": "EC", "crv": "P-521"}
            ]}
            """);
    registered = Position.LAST.register();
    store = vault.keyStore();
  }

  @AfterAll
  static void closeVault() {
    System.clearProperty(REGISTRARS);
    registered.close();
    vault.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "p256", "p521"})
  void authenticatesTheHostAndTheUser(String alias) throws Exception {
    SshServer server = SshServer.setUpDefaultServer();
    SshClient client = SshClient.setUpDefaultClient();
    // Shown: MINA SSHD
    VaultPrivateKey key = (VaultPrivateKey) store.getKey(alias, null);
    KeyPair pair = new KeyPair(key.publicKey(), key);
    server.setKeyPairProvider(KeyPairProvider.wrap(pair));
    client.addPublicKeyIdentity(pair);
    // Shown: end
    AtomicReference<PublicKey> host = new AtomicReference<>();
    client.setServerKeyVerifier((session, address, shown) -> host.compareAndSet(null, shown));
    server.setPublickeyAuthenticator(
        (user, shown, session) -> KeyUtils.compareKeys(shown, key.publicKey()));
    server.setHost("127.0.0.1");
    server.start();
    client.start();
    try (server;
        client) {
      long before = vault.signatures();
      try (ClientSession session =
          client.connect("alice", "127.0.0.1", server.getPort()).verify(LONGEST).getSession()) {
        session.auth().verify(LONGEST);
        assertThat(KeyUtils.compareKeys(host.get(), key.publicKey())).isTrue();
      }
      assertThat(vault.signatures() - before).as("the host's and the user's").isEqualTo(2);
    }
  }
}
