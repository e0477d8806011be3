package io.vaultjca.conformance.keystore;

import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.ServiceRequests;
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
import java.util.Optional;
import java.util.function.Supplier;

/** An embedded vault and the ways to open it as a key store. */
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

  /** Requests to the server past the product. */
  public ServiceRequests service() {
    return new ServiceRequests(server);
  }

  /** The key store as a program sees it that knows a file and a type. */
  public KeyStore open(String... lines) throws GeneralSecurityException, IOException {
    return openWithToken(token, lines);
  }

  /** The key store of a caller with certain permissions. */
  public KeyStore openWithToken(String token, String... lines)
      throws GeneralSecurityException, IOException {
    return openAs("AzureKeyVault", token, lines);
  }

  /** The trust store of the certificates that a setting names. */
  public KeyStore openTrust(String... lines) throws GeneralSecurityException, IOException {
    return openAs("AzureKeyVaultTrust", token, lines);
  }

  /** A key store of a type, as a caller with certain permissions opens it. */
  public KeyStore openAs(String type, String token, String... lines)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type, provider);
    store.load(new ByteArrayInputStream(file(token, lines)), null);
    return store;
  }

  /** The trust store as code opens it that brings its own token and clock. */
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

  /** The key store as code opens it that brings its own token and clock. */
  public KeyStore open(Clock clock) throws GeneralSecurityException, IOException {
    return open(clock, Map.of());
  }

  /** The same with further settings. */
  public KeyStore open(Clock clock, Map<Setting, String> settings)
      throws GeneralSecurityException, IOException {
    return open(clock, () -> token, settings);
  }

  /** The key store of a program whose token changes. */
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
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** The message chain's first message, for exceptions that wrap. */
  public static Optional<String> message(Throwable failure) {
    return Optional.ofNullable(failure.getMessage());
  }

  @Override
  public void close() {
    server.close();
  }
}
