package io.vaultjca.command.verb;

import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.vaultjca.command.terminal.Output;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.exchange.Operation;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.management.SdkSession;
import io.vaultjca.vault.ServiceRequests;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.util.Optional;

/**
 * What a verb works with: the vault that the surroundings name, the Azure SDK's clients on our
 * exchange with it, and the terminal.
 *
 * <p>For use by one thread. Nothing is read and nothing is sent before it is asked for.
 */
public final class Session {
  private final RootOptions options;
  private final ConfiguredVault configured;
  private final Output output;
  private Vault vault;

  Session(RootOptions options) {
    this.options = options;
    this.configured = new ConfiguredVault(options::config);
    this.output = new Output(options.terminal().out(), options.json());
  }

  public Terminal terminal() {
    return options.terminal();
  }

  public Output output() {
    return output;
  }

  /** Where the configuration comes from: the file, the system properties, the environment. */
  public ConfiguredVault configured() {
    return configured;
  }

  /** The vault, as the provider would open it. */
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
    return new SdkCalls<>(
        vault(),
        sdk ->
            new SecretClientBuilder()
                .vaultUrl(vault.config().uri().toString())
                .pipeline(sdk.pipeline())
                .buildClient());
  }

  /** The requests for which the SDK has no method. */
  public ServiceRequests requests() throws IOException {
    return vault().requests();
  }

  /** An operation that may be repeated, such as "Showing the key release". */
  public Operation operation(String what) throws IOException {
    return SdkCalls.operation(vault(), what);
  }

  /**
   * An operation that a second request would do again: it is repeated only where the last try
   * surely had no effect.
   *
   * @param check what to look at when it is in doubt whether it was done, such as "the versions of
   *     the key release"
   */
  public Operation once(String what, String check) throws IOException {
    return Operation.once(
        vault().config().operationTimeout(),
        " Whether it was done all the same is not known: look at %s before you try again."
            .formatted(check),
        "%s in %s",
        what,
        vault().config().uri());
  }
}
