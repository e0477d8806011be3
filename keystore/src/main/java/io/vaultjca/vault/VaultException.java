package io.vaultjca.vault;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation on the vault failed.
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
    /** The service refused the request's content. */
    BAD_REQUEST,
    /** The service failed. */
    SERVICE_FAILURE,
    /** What the service holds cannot be used: a malformed certificate, an unknown curve. */
    UNUSABLE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  private final Reason reason;
  private final int status;
  private final String code;
  private final boolean unusableAnswer;

  VaultException(Reason reason, int status, String code, String message, Throwable cause) {
    this(reason, status, code, message, cause, false);
  }

  private VaultException(
      Reason reason,
      int status,
      String code,
      String message,
      Throwable cause,
      boolean unusableAnswer) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.status = status;
    this.code = code;
    this.unusableAnswer = unusableAnswer;
  }

  /**
   * The service answered as if all were well, but not what it promises.
   *
   * @param message what it is and what is wrong with it
   * @param cause what found it out; may be null
   * @return the exception
   */
  public static VaultException unusableAnswer(String message, Throwable cause) {
    return new VaultException(Reason.SERVICE_FAILURE, 0, null, message, cause, true);
  }

  /**
   * What the service holds cannot be used.
   *
   * @param message what it is and what is wrong with it
   * @param cause what found it out
   * @return the exception
   */
  public static VaultException unusable(String message, Throwable cause) {
    return new VaultException(Reason.UNUSABLE, 0, null, message, cause);
  }

  /**
   * The calling thread was interrupted while it waited. Sets its interrupt flag again.
   *
   * @param message what it waited for
   * @return the exception
   */
  public static VaultException interrupted(String message) {
    Thread.currentThread().interrupt();
    return new VaultException(Reason.INTERRUPTED, 0, null, message, null);
  }

  /**
   * The calling thread waited for as long as an operation may take.
   *
   * @param message what it waited for, and what to do
   * @return the exception
   */
  public static VaultException timedOut(String message) {
    return new VaultException(Reason.UNREACHABLE, 0, null, message, null);
  }

  static VaultException configuration(String message) {
    return new VaultException(Reason.CONFIGURATION, 0, null, message, null);
  }

  /**
   * Why the operation failed.
   *
   * @return the reason; never null
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Whether the service, or something in its place, answered as if all were well, and what it said
   * could not be used: no JSON, a member of another type, one that is missing. Unlike an outage
   * such an answer is one about one object, and may last.
   *
   * @return whether it did
   */
  public boolean isUnusableAnswer() {
    return unusableAnswer;
  }

  /**
   * The HTTP status of the service's answer.
   *
   * @return the status, or 0 if there was no answer
   */
  public int status() {
    return status;
  }

  /**
   * The service's error code, the inner one if there is one, such as {@code KeyDisabled}.
   *
   * @return the code, empty if there was no answer or it held none
   */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }
}
