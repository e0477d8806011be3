package io.vaultjca.keystore.entry;

import io.vaultjca.VaultException;

/** What else a failure to read one entry concerns. */
enum Concern {
  /** The entry alone, and it may not pass: it must not harm the others. */
  ONE,
  /** The entry alone: what was said about it cannot be used. Asked again, it may be right. */
  ANSWER,
  /** The entry alone or all of them, and it may pass. */
  PERHAPS_ONE,
  /** All that could be asked for. */
  ALL,
  /** What no reading meets. */
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

  /** An outage passes, and until then nobody is told that there is no such entry. */
  boolean isOneEntry() {
    return this == ONE || this == ANSWER;
  }
}
