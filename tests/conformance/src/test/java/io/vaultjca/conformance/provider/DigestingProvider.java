package io.vaultjca.conformance.provider;

import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;

/** A provider that asks for a digest while the JVM loads it, as for a test of itself. */
public final class DigestingProvider extends Provider {
  private static final long serialVersionUID = 1L;

  public DigestingProvider() throws NoSuchAlgorithmException {
    super("Digesting", "1.0", "asks for a digest while it is loaded");
    MessageDigest.getInstance("SHA-256").digest();
    AlgorithmParameters.getInstance("GCM");
  }

  /** The program: has this provider loaded, and prints who makes digests, and the list. */
  public static void main(String[] arguments) throws NoSuchAlgorithmException {
    // Loads the providers of the list as far as this one.
    System.out.println(Security.getProvider("Digesting").getInfo());
    System.out.println(MessageDigest.getInstance("SHA-256").getProvider().getName());
    System.out.println(Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
  }
}
