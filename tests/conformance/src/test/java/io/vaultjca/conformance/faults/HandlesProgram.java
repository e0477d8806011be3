package io.vaultjca.conformance.faults;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs, has no file handle left, signs, looks at an entry, gives the handles back and does both
 * again. The vault cuts the connection before the second signature.
 */
final class HandlesProgram {
  private HandlesProgram() {}

  public static void main(String[] arguments) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(arguments[0]));
    PrivateKey key = (PrivateKey) store(file).getKey("signer", null);
    System.out.println(sign(key));
    // An answer 503, so that what is needed for a failure is loaded.
    System.out.println(sign(key));
    KeyStore another = store(file);
    List<InputStream> handles = exhaust();
    String signed = sign(key);
    String looked = look(another);
    for (InputStream handle : handles) {
      handle.close();
    }
    System.out.println(signed);
    System.out.println(looked);
    System.out.println(sign(key));
    System.out.println(look(another));
    System.exit(0);
  }

  private static KeyStore store(byte[] file) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(new ByteArrayInputStream(file), null);
    return store;
  }

  private static List<InputStream> exhaust() {
    List<InputStream> handles = new ArrayList<>();
    try {
      while (true) {
        handles.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      return handles;
    }
  }

  private static String sign(PrivateKey key) throws Exception {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
      signature.initSign(key);
      signature.update((byte) 1);
      return "signed " + (signature.sign().length > 60);
    } catch (SignatureException e) {
      return "SignatureException: " + e.getMessage();
    }
  }

  private static String look(KeyStore store) throws Exception {
    try {
      return "looked " + (store.getCertificate("signer") != null);
    } catch (ProviderException e) {
      return "ProviderException: " + e.getMessage();
    }
  }
}
