package io.vaultjca.command.doctor;

import io.vaultjca.command.Main;
import java.security.Provider;
import java.security.Security;

/** The command in a JVM where another provider has a key store of our type. */
public final class FirstProvider {
  private FirstProvider() {}

  public static void main(String[] arguments) {
    Security.insertProviderAt(new Other(), 1);
    Main.main(arguments);
  }

  private static final class Other extends Provider {
    private static final long serialVersionUID = 1L;

    Other() {
      super("KeyVaultJca", "1.0", "Another key store of the same type");
      putService(new Service(this, "KeyStore", "AzureKeyVault", "example.KeyStore", null, null));
    }
  }
}
