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
 * Looks for keys, signs with those that it finds, and prints a line for each: a process of its own,
 * since its hosts and its configuration are those of a whole JVM. An argument is the identifier of
 * a key, or the address of a vault to configure and, after a #, the name of a key in it.
 */
public final class KidProgram {
  /** A connection lives as long as a key of it. */
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
