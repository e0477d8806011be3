/**
 * The command {@code java -jar vaultjca.jar}. No class of it is loaded by a program that uses the
 * provider.
 */
module io.vaultjca.command {
  requires com.azure.core;
  requires com.azure.json;
  requires com.azure.security.keyvault.certificates;
  requires com.azure.security.keyvault.keys;
  requires com.azure.security.keyvault.secrets;
  requires info.picocli;
  requires io.vaultjca.keystore;
  requires io.vaultjca.provider;
  requires org.bouncycastle.provider;

  opens io.vaultjca.command to
      info.picocli;
  opens io.vaultjca.command.keys to
      info.picocli;
  opens io.vaultjca.command.keys.change to
      info.picocli;
  opens io.vaultjca.command.keys.crypto to
      info.picocli;
  opens io.vaultjca.command.keys.deletion to
      info.picocli;
  opens io.vaultjca.command.keys.rotation to
      info.picocli;
  opens io.vaultjca.command.keys.view to
      info.picocli;
  opens io.vaultjca.command.verb to
      info.picocli;
}
