package io.vaultjca.consumers.programs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program without any code for the provider that is registered in its JVM: it uses the JDK's
 * keys, signatures and key stores. With a second argument it then loads the vault's key store.
 */
public final class RegisteredOnly {
  private RegisteredOnly() {}

  /** Takes a file that is not a key store and, optionally, a key store file. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    Set<String> before = threads();
    System.out.println(
        "providers " + Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
    System.out.println("services " + Security.getProvider("AzureKeyVault").getServices().size());

    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update("text".getBytes(StandardCharsets.UTF_8));
    signer.sign();
    System.out.println("signature by " + signer.getProvider().getName());

    try {
      KeyStore.getInstance(new File(arguments[0]), new char[0]);
    } catch (KeyStoreException e) {
      // Every provider's key stores were asked whether the file is theirs.
      System.out.println("probed: " + e.getMessage());
    }
    KeyStore created = KeyStore.getInstance("AzureKeyVault");
    System.out.println("created " + created.getProvider().getName());

    Set<String> started = threads();
    started.removeAll(before);
    System.out.println("threads started " + started);
    if (arguments.length > 1) {
      try (InputStream file = Files.newInputStream(Path.of(arguments[1]))) {
        created.load(file, null);
      }
      System.out.println("aliases " + Collections.list(created.aliases()));
      started = threads();
      started.removeAll(before);
      System.out.println("threads started by loading " + started);
    }
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    return names;
  }
}
