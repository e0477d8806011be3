// The command java -jar vaultjca.jar. No class of it is loaded by a program that uses the provider.
// Open, because picocli makes its verbs and sets their options.
open module io.vaultjca.command {
  requires com.azure.core;
  requires com.azure.json;
  requires com.azure.security.keyvault.certificates;
  requires com.azure.security.keyvault.keys;
  requires com.azure.security.keyvault.secrets;
  requires info.picocli;
  requires io.vaultjca.keystore;
  requires io.vaultjca.provider;
  requires java.net.http;
  requires org.bouncycastle.provider;
  requires static org.jspecify;
}
