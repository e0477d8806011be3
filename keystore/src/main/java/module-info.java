/**
 * The connection to a vault, the handles of its keys and the key store.
 *
 * <p>Programs use {@code io.vaultjca}, which says how to open a vault, and the handles of {@code
 * io.vaultjca.key}. The security provider {@code AzureKeyVault} is in the module {@code
 * io.vaultjca.provider}, which alone sees some of the rest.
 */
@SuppressWarnings("module") // The module that may see more is built after this one.
module io.vaultjca.keystore {
  requires com.azure.core;
  requires com.azure.core.http.jdk.httpclient;
  requires com.azure.identity;
  requires com.azure.json;
  requires com.azure.security.keyvault.certificates;
  requires com.azure.security.keyvault.keys;
  requires java.net.http;
  requires static jdk.jfr; // Where it is there, the flight recorder sees the requests.
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires reactor.core;

  exports io.vaultjca;
  exports io.vaultjca.key;
  exports io.vaultjca.config to
      io.vaultjca.provider;
  exports io.vaultjca.handle to
      io.vaultjca.provider;
  exports io.vaultjca.keystore to
      io.vaultjca.provider;
  exports io.vaultjca.management to
      io.vaultjca.provider;
  exports io.vaultjca.text to
      io.vaultjca.provider;
  exports io.vaultjca.tls to
      io.vaultjca.provider;
  exports io.vaultjca.vault to
      io.vaultjca.provider;
}
