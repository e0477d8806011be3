package io.vaultjca.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.ServiceRequests;
import io.vaultjca.embedded.VaultReplicas;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Vaults with the same keys, and a program that signs with them. */
final class ReplicatedVaults implements AutoCloseable {
  static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  final Provider provider = new AzureKeyVaultProvider();
  private final VaultReplicas vaults;

  ReplicatedVaults(VaultReplicas vaults) {
    this.vaults = vaults;
  }

  /** Two vaults that share an RSA key, an EC key and a certificate; other keys are in one only. */
  static ReplicatedVaults two() {
    ReplicatedVaults vaults = new ReplicatedVaults(VaultServer.builder().startReplicas(2));
    vaults.vaults.seed(
        """
        {"keys": [{"name": "rsa", "kty": "RSA"}, {"name": "ec", "kty": "EC"}],
         "certificates": [{"name": "web", "kty": "EC", "subject": "CN=web", "chain": 2}]}
        """);
    return vaults;
  }

  VaultServer get(int vault) {
    return vaults.get(vault);
  }

  void seed(String json) {
    vaults.seed(json);
  }

  /** Sends requests without the product. */
  ServiceRequests service(int vault) {
    return new ServiceRequests(get(vault));
  }

  VaultLoadStoreParameter way(Map<Setting, String> settings) {
    VaultLoadStoreParameter.Builder way =
        VaultLoadStoreParameter.builder(get(0).uri())
            .set(
                Setting.REPLICAS,
                vaults.vaults().stream()
                    .skip(1)
                    .map(vault -> vault.uri().toString())
                    .collect(Collectors.joining(",")))
            .set(Setting.TRUST_CERTIFICATES, get(0).caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true");
    if (!settings.containsKey(Setting.CLIENT_SECRET)) {
      way.set(Setting.ACCESS_TOKEN, get(0).accessToken());
    }
    settings.forEach(way::set);
    return way.build();
  }

  KeyStore store(Map<Setting, String> settings) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(way(settings));
    return store;
  }

  VaultPrivateKey key(String name, Map<Setting, String> settings) throws Exception {
    return (VaultPrivateKey)
        KeyFactory.getInstance("AzureKeyVault", provider)
            .generatePrivate(VaultKeySpec.ofName(name).in(way(settings)));
  }

  byte[] sign(PrivateKey key) throws Exception {
    Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()), provider);
    signature.initSign(key);
    signature.update(TEXT);
    return signature.sign();
  }

  /** Signs, and lets the JDK verify the signature. */
  void signWell(VaultPrivateKey key) throws Exception {
    assertThat(verifies(key.publicKey(), sign(key))).isTrue();
  }

  static boolean verifies(PublicKey key, byte[] signature) throws Exception {
    PublicKey plain =
        KeyFactory.getInstance(key.getAlgorithm(), jdk(key.getAlgorithm()))
            .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    Signature verification =
        Signature.getInstance(algorithm(key.getAlgorithm()), jdk(key.getAlgorithm()));
    verification.initVerify(plain);
    verification.update(TEXT);
    return verification.verify(signature);
  }

  private static String algorithm(String key) {
    return key.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
  }

  private static String jdk(String key) {
    return key.equals("EC") ? "SunEC" : "SunRsaSign";
  }

  long signatures(int vault) {
    return get(vault).counters().requests("keys/sign");
  }

  /** Signs until a vault has made a signature. */
  void signUntilUsed(int vault, VaultPrivateKey key) throws Exception {
    long before = signatures(vault);
    long end = System.nanoTime() + PATIENCE;
    while (signatures(vault) == before) {
      assertThat(System.nanoTime()).as("vault %s is not used", vault).isLessThan(end);
      signWell(key);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    vaults.close();
  }
}
