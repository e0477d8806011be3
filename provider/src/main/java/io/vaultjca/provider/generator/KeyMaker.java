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
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part that all generators share: the specification, and the request that creates the key. */
final class KeyMaker {
  static final String CURVE = "curve";
  static final String PARAMETER_SET = "parameter set";
  private static final String SIZE = "size";

  private final ConfiguredVault configured;
  private final String algorithm;
  private @Nullable VaultKeyGenParameterSpec spec;

  KeyMaker(ConfiguredVault configured, String algorithm) {
    this.configured = configured;
    this.algorithm = algorithm;
  }

  /** A created key. */
  record Made(RemoteKey remote, KeyBundle bundle) {}

  /** Sets the specification; after a failure the generator has none. */
  void take(@Nullable AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
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
    checkDefinedBy(SIZE);
    OptionalInt size = spec().size();
    if (size.isPresent() && !sizes.contains(size.getAsInt())) {
      throw refused(
          "%s makes keys of %s bits, not of %s"
              .formatted(algorithm, sizes.stream().sorted().toList(), size.getAsInt()));
    }
  }

  /** Refuses what defines a key of another type; a specification has at most one of the three. */
  void checkDefinedBy(String accepted) throws InvalidAlgorithmParameterException {
    VaultKeyGenParameterSpec wanted = spec();
    String given = accepted;
    if (wanted.size().isPresent()) {
      given = SIZE;
    } else if (wanted.curve().isPresent()) {
      given = CURVE;
    } else if (wanted.parameterSet().isPresent()) {
      given = PARAMETER_SET;
    }
    if (!given.equals(accepted)) {
      throw refused("%s takes a %s, not a %s".formatted(algorithm, accepted, given));
    }
  }

  private InvalidAlgorithmParameterException refused(String why) {
    spec = null;
    return new InvalidAlgorithmParameterException(why);
  }

  String needsAName() {
    return """
    %s needs the key's name: initialise it with a VaultKeyGenParameterSpec, as \
    VaultKeyGenParameterSpec.builder("NAME").build()"""
        .formatted(algorithm);
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

  /** Creates the key, with one request. */
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
      throw RemoteFailure.unchecked(e);
    } catch (IOException e) {
      throw new ProviderException(
          "The key %s cannot be made: %s".formatted(wanted.name(), e.getMessage()), e);
    }
  }
}
