package io.vaultjca.transport;

import io.vaultjca.VaultException;

/**
 * Checks for the JDK's module with the HTTP client. Some programs, such as jarsigner and keytool,
 * resolve only a few of the JDK's modules. On the module path ours requires java.net.http; a jar on
 * the class path cannot.
 */
public final class HttpClientModule {
  private HttpClientModule() {}

  /** Checks that the module is there, before a class that needs it is loaded. */
  public static void require() throws VaultException {
    try {
      Class.forName("java.net.http.HttpClient");
    } catch (ClassNotFoundException e) {
      throw VaultException.configuration(
          """
          The module java.net.http, by which the vault is reached, is not loaded in this JVM: add \
          the flag --add-modules=java.net.http (for jarsigner and keytool \
          -J--add-modules=java.net.http), or put the jar on the module path instead of the class \
          path""");
    }
  }
}
