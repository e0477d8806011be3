package io.vaultjca.embedded.service;

import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.ObjectCollection.Occupied;
import io.vaultjca.embedded.store.SecretVersion;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.Optional;

/**
 * Decides whether a name is free. The name of a certificate, even if it is pending or deleted, is
 * reserved for its key and its secret. The caller must hold the lock {@link VaultState#names}, and
 * take the name before it releases the lock.
 */
final class NameRules {
  private final VaultState state;

  NameRules(VaultState state) {
    this.state = state;
  }

  /** Refuses a name that a key without a certificate cannot have. */
  void checkForKey(String name, String operation) throws ServiceException {
    checkNotOccupied(Kind.KEYS, name, state.keys().occupied(name));
    Optional<KeyVersion> current = state.keys().live(name).flatMap(VaultObject::current);
    if (current.isPresent() && current.get().managed()) {
      throw ServiceException.forbidden(
          null,
          "Operation %s is not allowed on a key that is managed by a certificate: renew the certificate instead."
              .formatted(operation));
    }
    checkNoCertificate(name);
  }

  /** Refuses a name that a secret without a certificate cannot have. */
  void checkForSecret(String name, String operation) throws ServiceException {
    checkNotOccupied(Kind.SECRETS, name, state.secrets().occupied(name));
    Optional<SecretVersion> current = state.secrets().live(name).flatMap(VaultObject::current);
    if (current.isPresent() && current.get().managed()) {
      throw SecretResource.managed(operation, current.get());
    }
    checkNoCertificate(name);
  }

  /** Refuses a name that the secret of a SAS definition cannot have. */
  void checkForSasDefinition(String name) throws ServiceException {
    checkNotOccupied(Kind.SECRETS, name, state.secrets().occupied(name));
    if (state
        .secrets()
        .live(name)
        .flatMap(VaultObject::current)
        .filter(version -> !version.isOfSasDefinition())
        .isPresent()) {
      throw conflict("There is already a secret named %s.".formatted(name));
    }
    checkNoCertificate(name);
  }

  /** Refuses a name that a key or a secret without a certificate has, even if it is deleted. */
  void checkForCertificate(String name) throws ServiceException {
    checkNotOccupied(Kind.CERTIFICATES, name, state.certificates().occupied(name));
    checkNotOccupied(Kind.KEYS, name, state.keys().occupied(name));
    checkNotOccupied(Kind.SECRETS, name, state.secrets().occupied(name));
    boolean key =
        state
            .keys()
            .live(name)
            .flatMap(VaultObject::current)
            .filter(version -> !version.managed())
            .isPresent();
    boolean secret =
        state
            .secrets()
            .live(name)
            .flatMap(VaultObject::current)
            .filter(version -> !version.managed() || version.isOfSasDefinition())
            .isPresent();
    if (key || secret) {
      throw conflict(
          "There is already a %s named %s that does not belong to a certificate."
              .formatted((key ? Kind.KEYS : Kind.SECRETS).singular(), name));
    }
  }

  private void checkNoCertificate(String name) throws ServiceException {
    checkNotOccupied(Kind.CERTIFICATES, name, state.certificates().occupied(name));
    if (state.certificates().live(name).isPresent()) {
      throw conflict(
          "There is already a certificate named %s, whose key and secret have its name."
              .formatted(name));
    }
  }

  private static void checkNotOccupied(Kind kind, String name, Optional<Occupied> occupied)
      throws ServiceException {
    if (occupied.isPresent()) {
      throw ServiceException.occupied(kind, name, occupied.get());
    }
  }

  private static ServiceException conflict(String message) {
    return new ServiceException(409, "Conflict", null, message);
  }
}
