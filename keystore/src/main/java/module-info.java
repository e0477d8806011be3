/**
 * The connection to a vault, the handles of its keys and the key store.
 *
 * <p>Programs use {@code io.vaultjca} to say which vault to open and how, and the handles of {@code
 * io.vaultjca.key}. The other packages are for the module {@code io.vaultjca.provider}, which holds
 * the security provider {@code AzureKeyVault}, and for the command.
 */
@SuppressWarnings("module") // The modules that it names are built after this one.
module io.vaultjca.keystore {
  requires com.azure.core.http.jdk.httpclient;
  requires com.azure.core;
  requires com.azure.identity;
  requires com.azure.json;
  requires com.azure.security.keyvault.certificates;
  requires com.azure.security.keyvault.keys;
  requires java.net.http;
  requires static jdk.jfr; // For the flight recorder, which a JVM may lack.
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires reactor.core;
  requires static transitive org.jspecify;

  exports io.vaultjca;
  exports io.vaultjca.key;
  exports io.vaultjca.config to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.exchange to
      io.vaultjca.command;
  exports io.vaultjca.handle to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.keystore to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.keystore.chain to
      io.vaultjca.command;
  exports io.vaultjca.keystore.entry to
      io.vaultjca.command;
  exports io.vaultjca.management to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.text to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.tls to
      io.vaultjca.command,
      io.vaultjca.provider;
  exports io.vaultjca.token to
      io.vaultjca.command;
  exports io.vaultjca.transport to
      io.vaultjca.command;
  exports io.vaultjca.vault to
      io.vaultjca.command,
      io.vaultjca.provider;
}
