package io.vaultjca.provider.jvm;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.function.Predicate;

/**
 * Finds another provider for a key that is not in a vault.
 *
 * <p>A program that sets parameters before it initialises, as JSSE does, is bound to the first
 * provider that offers the algorithm, whatever key comes afterwards. So that standing first does
 * not break it, such a key goes on to the next provider.
 */
public final class OtherProviders {
  private final String self;

  /** Creates the search, which leaves out the provider of this name. */
  public OtherProviders(String self) {
    this.self = self;
  }

  /** Whether a provider offers a signature. */
  public static Predicate<Provider> offersSignature(String algorithm) {
    Predicate<Provider> whole = offers("Signature", algorithm);
    // Where there is no such signature, java.security.Signature makes one of a cipher.
    return algorithm.equalsIgnoreCase("NONEwithRSA")
        ? whole.or(offersCipher("RSA/ECB/PKCS1Padding"))
        : whole;
  }

  /** Whether a provider offers a cipher, whole or in part (see {@code CipherSpi}). */
  public static Predicate<Provider> offersCipher(String transformation) {
    Predicate<Provider> whole = offers("Cipher", transformation);
    String[] parts = transformation.split("/", 3);
    return parts.length < 3
        ? whole
        : whole
            .or(offers("Cipher", parts[0]))
            .or(offers("Cipher", parts[0] + "/" + parts[1]))
            .or(offers("Cipher", parts[0] + "//" + parts[2]));
  }

  private static Predicate<Provider> offers(String type, String name) {
    return provider -> provider.getService(type, name) != null;
  }

  /** What is tried with each provider. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Gets an instance of a provider that offers the algorithm, and initialises it. */
    T with(Provider provider) throws GeneralSecurityException;
  }

  /**
   * The first of the other providers that takes a key.
   *
   * @param key the key; a null is refused
   * @throws InvalidKeyException if no provider takes the key
   * @throws InvalidAlgorithmParameterException if the parameters were what the first one refused
   */
  public <T> T initialised(
      String algorithm, Predicate<Provider> offers, Key key, Attempt<T> attempt)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (key == null) {
      throw new InvalidKeyException(algorithm + " needs a key; it was initialised with null");
    }
    Exception refusal = null;
    for (Provider provider : Security.getProviders()) {
      // Asking first is cheaper than an exception of each provider that has no such service.
      if (provider.getName().equals(self) || !offers.test(provider)) {
        continue;
      }
      try {
        return attempt.with(provider);
      } catch (NoSuchAlgorithmException e) {
        // This one has the algorithm, but not in this mode or with this padding.
      } catch (GeneralSecurityException | RuntimeException e) {
        refusal = refusal == null ? e : refusal;
      }
    }
    if (refusal instanceof InvalidAlgorithmParameterException parameters) {
      throw parameters;
    }
    throw new InvalidKeyException(
        "The key (%s, algorithm %s) is not a key in a vault, and no other provider takes it for %s%s"
            .formatted(
                key.getClass().getName(),
                key.getAlgorithm(),
                algorithm,
                refusal == null ? "" : ": " + refusal.getMessage()),
        refusal);
  }
}
