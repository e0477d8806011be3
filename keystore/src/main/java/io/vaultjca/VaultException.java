package io.vaultjca;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failed operation on a vault. The exceptions that the JCA's methods throw have it as their
 * cause.
 *
 * <p>The message is complete without its causes: it names the operation and the key, quotes the
 * service's answer with its error code and request id, and says what to do. It never contains a
 * secret or a token.
 */
public final class VaultException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why an operation failed. */
  public enum Reason {
    /** The configuration is wrong or incomplete. */
    CONFIGURATION,
    /** There was no answer: DNS, TCP, TLS or a timeout. */
    UNREACHABLE,
    /** The credential got no token, or the service refused the token. */
    UNAUTHENTICATED,
    /** The caller lacks a permission. */
    FORBIDDEN,
    /** The key, certificate or secret is disabled. */
    DISABLED,
    /** The key's permitted operations or its validity period exclude the operation. */
    OPERATION_NOT_PERMITTED,
    /** The key, certificate or secret does not exist. */
    NOT_FOUND,
    /** The name is taken, belongs to a deleted but recoverable object, or is in transition. */
    CONFLICT,
    /** The service throttles its callers (HTTP status 429). */
    THROTTLED,
    /** The service rejected the form of the request. */
    BAD_REQUEST,
    /** The service rejected a ciphertext or a wrapped key, or may have: its answer does not say. */
    BAD_CIPHERTEXT,
    /** The service failed. */
    SERVICE_FAILURE,
    /**
     * The answer reports success, but its content is unusable or not trustworthy. Unlike an outage
     * this concerns one object, and may last.
     */
    BAD_ANSWER,
    /** The stored object is unusable: a malformed certificate, an unknown curve. */
    UNUSABLE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  private final Reason reason;
  private final int status;
  private final @Nullable String code;

  /**
   * Creates a failure without an answer from the service.
   *
   * @param reason why the operation failed
   * @param message what failed and what to do, without secrets
   * @param cause the underlying failure, if any
   * @throws NullPointerException if the reason is null
   */
  public VaultException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, 0, null, message, cause);
  }

  /**
   * Creates a failure.
   *
   * @param reason why the operation failed
   * @param status the HTTP status of the service's answer, or 0 if there was none
   * @param code the service's error code, if any
   * @param message what failed and what to do, without secrets
   * @param cause the underlying failure, if any
   * @throws NullPointerException if the reason is null
   */
  public VaultException(
      Reason reason, int status, @Nullable String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.status = status;
    this.code = code;
  }

  /**
   * {@return a failure with the reason {@link Reason#CONFIGURATION}}
   *
   * @param message what is wrong and what is right, without secrets
   */
  public static VaultException configuration(String message) {
    return new VaultException(Reason.CONFIGURATION, message, null);
  }

  /**
   * {@return a failure with the reason {@link Reason#UNUSABLE}}
   *
   * @param message which object is unusable, and why
   * @param cause the underlying failure, if any
   */
  public static VaultException unusable(String message, @Nullable Throwable cause) {
    return new VaultException(Reason.UNUSABLE, message, cause);
  }

  /**
   * {@return a failure with the reason {@link Reason#INTERRUPTED}}
   *
   * <p>Sets the calling thread's interrupt flag again.
   *
   * @param message what the thread waited for
   */
  public static VaultException interrupted(String message) {
    Thread.currentThread().interrupt();
    return new VaultException(Reason.INTERRUPTED, message, null);
  }

  /**
   * {@return a failure with the reason {@link Reason#UNREACHABLE}, of a thread that waited as long
   * as an operation may take}
   *
   * @param message what the thread waited for, and what to do
   */
  public static VaultException timedOut(String message) {
    return new VaultException(Reason.UNREACHABLE, message, null);
  }

  /** {@return why the operation failed} */
  public Reason reason() {
    return reason;
  }

  /** {@return the HTTP status of the service's answer, or 0 if there was no answer} */
  public int status() {
    return status;
  }

  /**
   * {@return the service's innermost error code, such as {@code KeyDisabled}; empty if there was no
   * answer, or none with a code}
   */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }
}
