package io.vaultjca.conformance.faults;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.SignatureException;

/** What a program wants while something goes wrong. */
enum Work {
  /** {@code Signature.sign}. */
  SIGN("sign", "keys/sign", SignatureException.class),
  /** {@code Cipher.unwrap}. */
  UNWRAP("unwrap", "keys/unwrapKey", InvalidKeyException.class),
  /** The first look at an entry of a key store that was just opened. */
  LOAD("load", "certificates/get", ProviderException.class),
  /** A look at an entry whose refresh interval is over: it is served as it was, if need be. */
  REFRESH("refresh", "certificates/get", null);

  private final String title;
  private final String operation;
  private final Class<? extends Exception> failure;

  Work(String title, String operation, Class<? extends Exception> failure) {
    this.title = title;
    this.operation = operation;
    this.failure = failure;
  }

  String title() {
    return title;
  }

  /** The vault's operation behind it. */
  String operation() {
    return operation;
  }

  /** What it throws when it fails; null if it does not fail but serves what it has. */
  Class<? extends Exception> failure() {
    return failure;
  }
}
