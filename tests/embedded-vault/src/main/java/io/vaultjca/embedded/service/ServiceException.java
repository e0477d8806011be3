package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.store.ObjectCollection.Occupied;

/** An error response with the service's code and text. */
final class ServiceException extends Exception {
  private static final long serialVersionUID = 1;
  private static final String HELP =
      "For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182";

  private final int status;
  private final String code;
  private final String innerCode;
  private String member;
  private long retryAfter;

  ServiceException(int status, String code, String innerCode, String message) {
    super(message);
    this.status = status;
    this.code = code;
    this.innerCode = innerCode;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** Returns the inner code; null if the service does not send one. */
  String innerCode() {
    return innerCode;
  }

  /** Sets the invalid member of the body. */
  ServiceException about(String name) {
    member = name;
    return this;
  }

  /** Returns the invalid member; null if it is not a single known member. */
  String member() {
    return member;
  }

  /** Returns the seconds to wait before the next request; 0 if the service does not say. */
  long retryAfter() {
    return retryAfter;
  }

  /** Too many requests. */
  static ServiceException throttled(long retryAfter) {
    ServiceException refusal =
        new ServiceException(
            429,
            "Throttled",
            "VaultRequestTypeLimitReached",
            "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached");
    refusal.retryAfter = retryAfter;
    return refusal;
  }

  static ServiceException badParameter(String message) {
    return new ServiceException(400, "BadParameter", null, message);
  }

  static ServiceException badParameter(InvalidInputException cause) {
    ServiceException refusal = badParameter(cause.getMessage());
    refusal.initCause(cause);
    return refusal;
  }

  static ServiceException forbidden(String innerCode, String message) {
    return new ServiceException(403, "Forbidden", innerCode, message);
  }

  /**
   * @param id a name, or name/version
   */
  static ServiceException notFound(Kind kind, String id) {
    return new ServiceException(
        404,
        kind.notFoundCode(),
        null,
        "A %s with (name/id) %s was not found in this key vault. If you recently deleted this %s you may be able to recover it using the correct recovery command. %s"
            .formatted(kind.singular(), id, kind.singular(), HELP));
  }

  /** The object is not deleted, or its deletion has not taken effect yet. */
  static ServiceException deletedNotFound(Kind kind, String name) {
    return new ServiceException(
        404, kind.notFoundCode(), null, "Deleted %s not found: %s".formatted(kind.title(), name));
  }

  static ServiceException occupied(Kind kind, String name, Occupied occupied) {
    return switch (occupied) {
      case DELETED ->
          new ServiceException(
              409,
              "Conflict",
              "ObjectIsDeletedButRecoverable",
              "%s %s is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the %s can only be recovered or purged."
                  .formatted(kind.title(), name, kind.singular()));
      case BEING_DELETED ->
          new ServiceException(
              409,
              "Conflict",
              "ObjectIsBeingDeleted",
              "%s %s is currently being deleted.".formatted(kind.title(), name));
      case BEING_RECOVERED ->
          new ServiceException(
              409,
              "Conflict",
              "ObjectIsBeingRecovered",
              "%s %s is currently being recovered.".formatted(kind.title(), name));
    };
  }
}
