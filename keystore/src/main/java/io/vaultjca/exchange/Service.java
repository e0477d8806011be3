package io.vaultjca.exchange;

import io.vaultjca.Setting;
import java.util.Optional;

/** Who is at the other end: what it is called, which token it takes, what helps if it refuses. */
interface Service {
  /** What it is called in a message to a person. */
  String inWords();

  /** The setting that says where it is. */
  Setting address();

  /** What it demands of a token, where that is known; empty where its challenge says it. */
  Optional<Challenge> demand();

  /** What to do if the caller lacks a permission: a sentence after a blank, as the others are. */
  String forbidden(Operation operation);

  /** What to do if there is no such thing. */
  String notFound(ServiceError error);

  /** What to do if a name is taken, or in transition. */
  String conflict(Operation operation, ServiceError error);

  /** What to do if the form of a request is refused. */
  String badRequest(ServiceError error);
}
