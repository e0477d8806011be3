package io.vaultjca.conformance.faults;

import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.SignatureException;

/** The work of a program that meets a fault. */
enum Work {
  /** {@code Signature.sign}. */
  SIGN("sign", "keys/sign", SignatureException.class),
  /** {@code Cipher.unwrap}. */
  UNWRAP("unwrap", "keys/unwrapKey", InvalidKeyException.class),
  /** The first look at an entry of a key store that was just opened. */
  LOAD("load", "certificates/get", ProviderException.class),
  /** Reads an entry after its refresh interval; a failed refresh serves the old entry. */
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

  /** The vault's operation behind the work. */
  String operation() {
    return operation;
  }

  /** The exception of a failure; null if the work serves the old entry instead. */
  Class<? extends Exception> failure() {
    return failure;
  }
}
