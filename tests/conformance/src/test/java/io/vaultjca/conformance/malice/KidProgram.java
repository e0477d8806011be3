package io.vaultjca.conformance.malice;

import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up keys, signs with those that it finds, and prints a line for each. It runs as a separate
 * process, since its hosts and its configuration apply to the whole JVM. Each argument is the
 * identifier of a key, or the address of a vault to configure followed by # and the name of a key.
 */
public final class KidProgram {
  /** Keeps the connections alive: a connection lives as long as one of its keys. */
  private static final List<PrivateKey> FOUND = new ArrayList<>();

  private KidProgram() {}

  public static void main(String[] arguments) throws Exception {
    KeyFactory factory = KeyFactory.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    for (String argument : arguments) {
      int name = argument.indexOf('#');
      if (name > 0) {
        System.setProperty("azure.keyvault.uri", argument.substring(0, name));
      }
      VaultKeySpec spec =
          name > 0
              ? VaultKeySpec.ofName(argument.substring(name + 1))
              : VaultKeySpec.ofKid(argument);
      try {
        PrivateKey key = factory.generatePrivate(spec);
        FOUND.add(key);
        Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
        signature.initSign(key);
        signature.update((byte) 1);
        System.out.println("signed " + (signature.sign().length > 60));
      } catch (InvalidKeySpecException | SignatureException e) {
        System.out.println(
            e.getClass().getSimpleName() + " " + String.valueOf(e.getMessage()).replace('\n', ' '));
      }
    }
    System.exit(0);
  }
}
