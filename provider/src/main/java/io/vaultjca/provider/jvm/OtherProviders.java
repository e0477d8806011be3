package io.vaultjca.provider.jvm;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Finds another provider for a key that is not in a vault.
 *
 * <p>A program that sets parameters before it initialises, as JSSE does, is bound to the first
 * provider that offers the algorithm, whatever key comes afterwards. So that standing first does
 * not break it, such a key goes on to the next provider.
 */
public final class OtherProviders {
  /** The parameters that our signatures and ciphers have, by the names of the JDK. */
  private static final Set<String> PARAMETERS = Set.of("RSASSA-PSS", "PSS", "OAEP", "AES", "GCM");

  private final String self;

  /** The threads that ask the JVM for another provider's service: they must not come back here. */
  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();

  /** Creates the search, which leaves out the provider of this name. */
  public OtherProviders(String self) {
    this.self = self;
  }

  /**
   * The service that the JVM would use if this provider were not there, for a digest or parameters
   * of our signatures and ciphers; or null. Libraries ask the one provider that they were given for
   * these, too. What they get is the other provider's own object, at any position, and so does a
   * program that names no provider.
   */
  public Provider.Service lent(String type, String algorithm) {
    boolean digest = type.equals("MessageDigest");
    if (!(digest || type.equals("AlgorithmParameters")) || !asking.add(Thread.currentThread())) {
      return null;
    }
    // The JVM's own search loads no more providers than it needs. Security.getProviders() would
    // load all, and drop one that is loading at this moment.
    try {
      Provider other =
          digest
              ? MessageDigest.getInstance(algorithm).getProvider()
              : AlgorithmParameters.getInstance(algorithm).getProvider();
      Provider.Service found = other.getService(type, algorithm);
      String name = found == null ? "" : found.getAlgorithm().toUpperCase(Locale.ROOT);
      boolean ours = digest ? Digest.named(name).isPresent() : PARAMETERS.contains(name);
      return ours ? found : null;
    } catch (NoSuchAlgorithmException e) {
      return null;
    } finally {
      asking.remove(Thread.currentThread());
    }
  }

  /** Whether no other provider offers a signature or a cipher. */
  public boolean haveNone(String type, String algorithm) {
    Predicate<Provider> offers =
        type.equals("Cipher") ? offersCipher(algorithm) : offersSignature(algorithm);
    return Arrays.stream(Security.getProviders())
        .noneMatch(provider -> !provider.getName().equals(self) && offers.test(provider));
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
