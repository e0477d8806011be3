package io.vaultjca.provider.generator;

import io.vaultjca.VaultException;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.management.NewKey;
import io.vaultjca.management.VaultManagement;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.provider.spec.VaultKeyGenParameterSpec;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.RemoteKey;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.security.InvalidAlgorithmParameterException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import java.util.Set;

/** What the generators have in common: a specification, and a request that makes the key. */
final class KeyMaker {
  static final String CURVE = "curve";
  static final String PARAMETER_SET = "parameter set";
  private static final String SIZE = "size";

  private final ConfiguredVault configured;
  private final String algorithm;
  private VaultKeyGenParameterSpec spec;

  KeyMaker(ConfiguredVault configured, String algorithm) {
    this.configured = configured;
    this.algorithm = algorithm;
  }

  /** A key as it was made. */
  record Made(RemoteKey remote, KeyBundle bundle) {}

  /** Takes the parameters, as far as they are those of a key in a vault. */
  void take(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
    spec = null;
    if (!(parameters instanceof VaultKeyGenParameterSpec given)) {
      throw new InvalidAlgorithmParameterException(
          "%s takes a VaultKeyGenParameterSpec, which names the key; it was given %s"
              .formatted(
                  algorithm, parameters == null ? "null" : "a " + parameters.getClass().getName()));
    }
    spec = given;
  }

  void checkSize(Set<Integer> sizes) throws InvalidAlgorithmParameterException {
    checkMadeBy(SIZE);
    if (spec.size().isPresent() && !sizes.contains(spec.size().getAsInt())) {
      throw refused(
          "%s makes keys of %s bits, not of %s"
              .formatted(algorithm, sizes.stream().sorted().toList(), spec.size().getAsInt()));
    }
  }

  /** Refuses what keys of another type are made by; a specification has one of them at most. */
  void checkMadeBy(String by) throws InvalidAlgorithmParameterException {
    String given = by;
    if (spec.size().isPresent()) {
      given = SIZE;
    } else if (spec.curve().isPresent()) {
      given = CURVE;
    } else if (spec.parameterSet().isPresent()) {
      given = PARAMETER_SET;
    }
    if (!given.equals(by)) {
      throw refused("%s makes keys by %s, not by %s".formatted(algorithm, by, given));
    }
  }

  private InvalidAlgorithmParameterException refused(String why) {
    spec = null;
    return new InvalidAlgorithmParameterException(why);
  }

  String needsAName() {
    return algorithm
        + " needs the key's name: initialise it with a VaultKeyGenParameterSpec, as"
        + " VaultKeyGenParameterSpec.builder(\"NAME\").build()";
  }

  VaultKeyGenParameterSpec spec() {
    if (spec == null) {
      throw new ProviderException(needsAName());
    }
    return spec;
  }

  private static void requireMlDsa(Vault vault) {
    Optional<String> why = vault.config().apiVersion().whyNoMlDsa();
    if (why.isPresent()) {
      throw new ProviderException(why.get());
    }
  }

  /** Has the key made: one request. */
  Made make(NewKey.Shape shape) {
    VaultKeyGenParameterSpec wanted = spec();
    try {
      Vault vault = configured.open(wanted.vault());
      if (shape instanceof NewKey.Shape.Akp) {
        requireMlDsa(vault);
      }
      KeyBundle bundle =
          new VaultManagement(vault)
              .createKey(
                  new NewKey(
                      wanted.name(),
                      shape,
                      wanted.hardware(),
                      wanted.releasePolicy().isPresent(),
                      wanted.releasePolicy(),
                      wanted.operations(),
                      wanted.notBefore(),
                      wanted.expires(),
                      wanted.tags()));
      return new Made(vault.key(bundle.id()), bundle);
    } catch (VaultException e) {
      throw new ProviderException(RemoteFailure.logged(e).getMessage(), e);
    } catch (IOException e) {
      throw new ProviderException(
          "The key %s cannot be made: %s".formatted(wanted.name(), e.getMessage()), e);
    }
  }
}
