package io.vaultjca.consumers.programs;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Prints the providers of services that a program requests without naming a provider. */
public final class Defaults {
  private Defaults() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws GeneralSecurityException {
    System.out.println("first " + Security.getProviders()[0].getName());
    SecureRandom random = new SecureRandom();
    random.nextInt();
    System.out.println("SecureRandom " + random.getProvider().getName());
    System.out.println(
        "named SecureRandom "
            + SecureRandom.getInstance("AzureManagedHSM").getProvider().getName());
    for (String algorithm : new String[] {"RSA", "EC"}) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.generateKeyPair();
      System.out.println("KeyPairGenerator " + algorithm + " " + generator.getProvider().getName());
    }
    System.out.println("KeyFactory RSA " + KeyFactory.getInstance("RSA").getProvider().getName());
    System.out.println(
        "MessageDigest SHA-256 " + MessageDigest.getInstance("SHA-256").getProvider().getName());
    System.out.println(
        "KeyManagerFactory "
            + KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
                .getProvider()
                .getName());
    SSLContext.getDefault().createSSLEngine();
    System.out.println("SSLContext works");
  }
}
