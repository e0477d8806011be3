package io.vaultjca.keystore.entry;

import io.vaultjca.VaultException;

/** What a failure to read one entry says about the other entries. */
enum Concern {
  /** Only this entry fails, and may go on failing: it must not affect the others. */
  ONE,
  /** Only this entry fails, because of a bad answer: another try may succeed. */
  ANSWER,
  /** This entry or all entries fail, and the failure may pass. */
  PERHAPS_ONE,
  /** All entries fail. */
  ALL,
  /** No read fails in this way. */
  OTHER;

  static Concern of(VaultException failure) {
    return switch (failure.reason()) {
      case FORBIDDEN, DISABLED, UNUSABLE, NOT_FOUND -> ONE;
      case BAD_ANSWER -> ANSWER;
      case SERVICE_FAILURE, BAD_REQUEST -> PERHAPS_ONE;
      case CONFIGURATION, UNREACHABLE, UNAUTHENTICATED, THROTTLED, INTERRUPTED -> ALL;
      case OPERATION_NOT_PERMITTED, CONFLICT, BAD_CIPHERTEXT -> OTHER;
    };
  }

  /** Whether to leave out the entry. An outage passes, so it must not make entries disappear. */
  boolean isOneEntry() {
    return this == ONE || this == ANSWER;
  }
}
