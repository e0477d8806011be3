/**
 * The connection to a vault, the handles of its keys and the key store.
 *
 * <p>The security provider {@code AzureKeyVault} is in the module {@code io.vaultjca.provider}.
 */
@SuppressWarnings("module") // The provider is compiled later.
module io.vaultjca.keystore {
  requires com.azure.core;
  requires com.azure.core.http.jdk.httpclient;
  requires com.azure.identity;
  requires com.azure.json;
  requires com.azure.security.keyvault.certificates;
  requires com.azure.security.keyvault.keys;
  requires com.azure.security.keyvault.secrets;
  requires java.net.http;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires reactor.core;

  exports io.vaultjca.key;
  exports io.vaultjca.keystore;
  exports io.vaultjca.tls to
      io.vaultjca.provider;
  exports io.vaultjca.vault;
}
