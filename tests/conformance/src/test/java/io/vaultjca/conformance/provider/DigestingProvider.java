package io.vaultjca.conformance.provider;

import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;

/** A provider that requests a digest while the JVM loads it, as a self-test does. */
public final class DigestingProvider extends Provider {
  private static final long serialVersionUID = 1L;

  public DigestingProvider() throws NoSuchAlgorithmException {
    super("Digesting", "1.0", "asks for a digest while it is loaded");
    MessageDigest.getInstance("SHA-256").digest();
    AlgorithmParameters.getInstance("GCM");
  }

  /** Loads this provider, and prints which provider serves digests and the list of providers. */
  public static void main(String[] arguments) throws NoSuchAlgorithmException {
    // Loads the providers of the list up to this one.
    System.out.println(Security.getProvider("Digesting").getInfo());
    System.out.println(MessageDigest.getInstance("SHA-256").getProvider().getName());
    System.out.println(Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
  }
}
