package io.vaultjca.command.verb;

import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Output;
import io.vaultjca.command.terminal.OutputFile;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.exchange.Operation;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.management.SdkSession;
import io.vaultjca.vault.ServiceRequests;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a verb works with: the configured vault, the clients of the Azure SDK, which send
 * through the provider's own exchange, and the terminal.
 *
 * <p>For use by one thread. It reads the configuration and connects only when a verb needs that.
 */
public final class Session {
  private final RootOptions options;
  private final ConfiguredVault configured;
  private final Output output;
  private @Nullable Vault vault;

  Session(RootOptions options) {
    this.options = options;
    this.configured = new ConfiguredVault(options::config);
    this.output = new Output(options.terminal().out(), options.json());
  }

  public Terminal terminal() {
    return options.terminal();
  }

  /** Whether the output is JSON. */
  public boolean isJson() {
    return options.json();
  }

  /** Prints a list: a table of these columns, or a JSON array of whole objects. */
  public void list(List<Fields> rows, String... columns) {
    output.list(rows, columns);
  }

  /** Prints one object: a line for each field, or a JSON object. */
  public void show(Fields fields) {
    output.show(fields);
  }

  /** Reports success: a sentence, or the fields as a JSON object. */
  public void done(String sentence, Fields fields) {
    output.done(sentence, fields);
  }

  /** Reports that a file was written; {@code what} is such as "Wrote the certificate web". */
  public void wrote(String what, OutputFile file, Fields fields) {
    output.wrote(what, file, fields);
  }

  /** Prints bytes unchanged. */
  public void bytes(byte[] bytes) {
    output.bytes(bytes);
  }

  /** The address of the vault. */
  public URI uri() throws IOException {
    return vault().config().uri();
  }

  /** The sources of the configuration: the file, the system properties, the environment. */
  public ConfiguredVault configured() {
    return configured;
  }

  /** The vault, opened as the provider opens it. */
  public Vault vault() throws IOException {
    if (vault == null) {
      vault = configured.open(Optional.empty());
    }
    return vault;
  }

  public SdkCalls<KeyClient> keys() throws IOException {
    return new SdkCalls<>(vault(), SdkSession::keys);
  }

  public SdkCalls<CertificateClient> certificates() throws IOException {
    return new SdkCalls<>(vault(), SdkSession::certificates);
  }

  public SdkCalls<SecretClient> secrets() throws IOException {
    String uri = uri().toString();
    return new SdkCalls<>(
        vault(),
        sdk -> new SecretClientBuilder().vaultUrl(uri).pipeline(sdk.pipeline()).buildClient());
  }

  /** Plain requests, for what the SDK does not cover. */
  public ServiceRequests requests() throws IOException {
    return vault().requests();
  }

  /** An operation that is safe to retry, such as "Showing the key release". */
  public Operation operation(String what) throws IOException {
    return SdkCalls.operation(vault(), what);
  }

  /**
   * An operation that is not safe to retry: see {@link SdkCalls#once}.
   *
   * @param check where to look when the outcome is unknown, such as "the versions of the key
   *     release"
   */
  public Operation once(String what, String check) throws IOException {
    return SdkCalls.once(vault(), what, check);
  }
}
