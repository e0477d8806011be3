package io.vaultjca.conformance.keystore;

import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.ServiceRequests;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An embedded vault that opens as a key store in several ways. */
public final class OpenedVault implements AutoCloseable {
  private final VaultServer server;
  private final Provider provider = new AzureKeyVaultProvider();

  private final String token;

  private OpenedVault(VaultServer server) {
    this.server = server;
    this.token = server.accessToken();
  }

  /** A vault that holds what the seed describes. */
  public static OpenedVault with(String seed) {
    return of(VaultServer.start(), seed);
  }

  /** A Managed HSM that holds what the seed describes. */
  public static OpenedVault managedHsm(String seed) {
    return of(VaultServer.builder().managedHsm(true).start(), seed);
  }

  public static OpenedVault of(VaultServer server, String seed) {
    server.seed(seed);
    return new OpenedVault(server);
  }

  public VaultServer server() {
    return server;
  }

  /** Sends requests to the server without the product. */
  public ServiceRequests service() {
    return new ServiceRequests(server);
  }

  /**
   * Rewrites the answers to an operation that are about one object.
   *
   * @param object for example {@code certificates/web}
   */
  void rewrite(String operation, String object, UnaryOperator<String> change) {
    server
        .faults()
        .inject(
            operation,
            Fault.rewritten(body -> body.contains("/" + object + "/") ? change.apply(body) : body));
  }

  /** Opens the key store as a program does that has a file and a type. */
  public KeyStore open(String... lines) throws GeneralSecurityException, IOException {
    return openWithToken(token, lines);
  }

  /** Opens the key store with a token of certain permissions. */
  public KeyStore openWithToken(String token, String... lines)
      throws GeneralSecurityException, IOException {
    return openAs("AzureKeyVault", token, lines);
  }

  /** Opens the trust store of the certificates that a setting names. */
  public KeyStore openTrust(String... lines) throws GeneralSecurityException, IOException {
    return openAs("AzureKeyVaultTrust", token, lines);
  }

  /** Opens a key store of a type with a token of certain permissions. */
  public KeyStore openAs(String type, String token, String... lines)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type, provider);
    store.load(new ByteArrayInputStream(file(token, lines)), null);
    return store;
  }

  /** Opens the trust store as code does that passes its own token and clock. */
  public KeyStore openTrust(Clock clock, String trusted)
      throws GeneralSecurityException, IOException {
    return open("AzureKeyVaultTrust", clock, () -> token, Map.of(Setting.TRUSTED, trusted));
  }

  /** The content of a key store file. */
  public byte[] file(String token, String... lines) throws IOException {
    Path file = Files.createTempFile("vault", ".properties");
    try {
      String ready = Files.readString(server.writeProperties(file, token));
      return (ready + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    } finally {
      Files.delete(file);
    }
  }

  /** Opens the key store as code does that passes its own token and clock. */
  public KeyStore open(Clock clock) throws GeneralSecurityException, IOException {
    return open(clock, Map.of());
  }

  /** The same with more settings. */
  public KeyStore open(Clock clock, Map<Setting, String> settings)
      throws GeneralSecurityException, IOException {
    return open(clock, () -> token, settings);
  }

  /** Opens the key store with a token that can change. */
  public KeyStore open(Clock clock, Supplier<String> tokens)
      throws GeneralSecurityException, IOException {
    return open(clock, tokens, Map.of());
  }

  private KeyStore open(Clock clock, Supplier<String> tokens, Map<Setting, String> settings)
      throws GeneralSecurityException, IOException {
    return open("AzureKeyVault", clock, tokens, settings);
  }

  private KeyStore open(
      String type, Clock clock, Supplier<String> tokens, Map<Setting, String> settings)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type, provider);
    VaultCredential credential =
        request ->
            new VaultCredential.Token(
                new io.vaultjca.Secret(tokens.get()), Instant.now().plusSeconds(3600));
    VaultLoadStoreParameter.Builder parameter =
        VaultLoadStoreParameter.builder(server.uri())
            .set(Setting.TRUST_CERTIFICATES, server.caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .set(Setting.MAX_RETRIES, "0")
            .credential(credential)
            .clock(clock);
    settings.forEach(parameter::set);
    store.load(parameter.build());
    return store;
  }

  /** The aliases that a key store shows. */
  public static List<String> aliases(KeyStore store) throws GeneralSecurityException {
    return Collections.list(store.aliases());
  }

  /** A certificate as a block of PEM. */
  static String pem(Certificate certificate) throws CertificateEncodingException {
    Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(base64.encodeToString(certificate.getEncoded()));
  }

  @Override
  public void close() {
    server.close();
  }
}
