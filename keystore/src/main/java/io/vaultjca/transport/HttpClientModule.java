package io.vaultjca.transport;

import io.vaultjca.VaultException;

/**
 * The JDK's module of the HTTP client. Some programs, such as jarsigner and keytool, resolve few of
 * the JDK's modules. A module of ours brings java.net.http with it, a jar on the class path does
 * not.
 */
public final class HttpClientModule {
  private HttpClientModule() {}

  /** Checks that it is there, before a class is loaded that needs it. */
  public static void require() throws VaultException {
    try {
      Class.forName("java.net.http.HttpClient");
    } catch (ClassNotFoundException e) {
      throw VaultException.configuration(
          "The module java.net.http, by which the vault is reached, is not loaded in this JVM:"
              + " add the flag --add-modules=java.net.http (for jarsigner and keytool"
              + " -J--add-modules=java.net.http), or put the jar on the module path instead of the"
              + " class path");
    }
  }
}
