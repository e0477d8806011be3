package io.vaultjca;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation on the vault failed: the cause of what the JCA's methods throw then.
 *
 * <p>The message stands alone: it names the operation and the key, what the service said with its
 * code and request id, and what to do. It never holds a secret or a token.
 */
public final class VaultException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why an operation failed. */
  public enum Reason {
    /** The configuration is wrong or incomplete. */
    CONFIGURATION,
    /** No answer came: DNS, TCP, TLS, time-out. */
    UNREACHABLE,
    /** No token could be had, or the service refused it. */
    UNAUTHENTICATED,
    /** The caller lacks a permission. */
    FORBIDDEN,
    /** The key, certificate or secret is disabled. */
    DISABLED,
    /** The key's permitted operations, or its validity period, exclude this one. */
    OPERATION_NOT_PERMITTED,
    /** There is no such key, certificate or secret. */
    NOT_FOUND,
    /** The name is taken, deleted but recoverable, or in transition. */
    CONFLICT,
    /** The service asked for fewer requests. */
    THROTTLED,
    /** The service refused the request's form. */
    BAD_REQUEST,
    /** The service refused a ciphertext or a wrapped key, or may have: it does not say. */
    BAD_CIPHERTEXT,
    /** The service failed. */
    SERVICE_FAILURE,
    /**
     * The service, or something in its place, answered as if all were well, and what it said cannot
     * be used or is not trusted. Unlike an outage this concerns one object, and may last.
     */
    BAD_ANSWER,
    /** What the service holds cannot be used: a malformed certificate, an unknown curve. */
    UNUSABLE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  private final Reason reason;
  private final int status;
  private final String code;

  /**
   * A failure without an answer of the service.
   *
   * @param reason why the operation failed; not null
   * @param message what failed and what to do; holds no secret
   * @param cause what found it out, or null
   */
  public VaultException(Reason reason, String message, Throwable cause) {
    this(reason, 0, null, message, cause);
  }

  /**
   * A failure.
   *
   * @param reason why the operation failed; not null
   * @param status the HTTP status of the service's answer, or 0
   * @param code the service's error code, or null
   * @param message what failed and what to do; holds no secret
   * @param cause what found it out, or null
   */
  public VaultException(Reason reason, int status, String code, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.status = status;
    this.code = code;
  }

  /**
   * {@return the failure of a configuration that is wrong or incomplete}
   *
   * @param message what is wrong and what is right
   */
  public static VaultException configuration(String message) {
    return new VaultException(Reason.CONFIGURATION, message, null);
  }

  /**
   * {@return the failure of what the service holds and cannot be used}
   *
   * @param message what it is and what is wrong with it
   * @param cause what found it out, or null
   */
  public static VaultException unusable(String message, Throwable cause) {
    return new VaultException(Reason.UNUSABLE, message, cause);
  }

  /**
   * The calling thread was interrupted while it waited. Sets its interrupt flag again.
   *
   * @param message what it waited for
   * @return the exception
   */
  public static VaultException interrupted(String message) {
    Thread.currentThread().interrupt();
    return new VaultException(Reason.INTERRUPTED, message, null);
  }

  /**
   * {@return the failure of a thread that waited for as long as an operation may take}
   *
   * @param message what it waited for, and what to do
   */
  public static VaultException timedOut(String message) {
    return new VaultException(Reason.UNREACHABLE, message, null);
  }

  /** {@return why the operation failed; never null} */
  public Reason reason() {
    return reason;
  }

  /** {@return the HTTP status of the service's answer, or 0 if there was no answer} */
  public int status() {
    return status;
  }

  /**
   * {@return the service's error code, the inner one if there is one, such as {@code KeyDisabled};
   * empty if there was no answer or it held none}
   */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }
}
