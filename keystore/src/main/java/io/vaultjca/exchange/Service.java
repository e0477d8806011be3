package io.vaultjca.exchange;

import io.vaultjca.Setting;
import java.util.Optional;

/** The service at the other end: its name, its tokens, and advice about its refusals. */
interface Service {
  /** Its name in a message, with an article. */
  String inWords();

  Setting address();

  /** Its challenge, if that is fixed; empty if its answers hold it. */
  Optional<Challenge> demand();

  /** Advice if the caller lacks a permission: like the others a sentence after a blank. */
  String forbidden(Operation operation);

  /** Advice if the object does not exist. */
  String notFound(ServiceError error);

  /** Advice if a name is taken or in transition. */
  String conflict(Operation operation, ServiceError error);

  /** Advice if the service rejects the form of a request; may be empty. */
  String badRequest(ServiceError error);
}
