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
import org.jspecify.annotations.Nullable;

/**
 * Finds another provider for a key that is not in a vault.
 *
 * <p>The JCA normally chooses a provider by the key. But a program that sets parameters before it
 * initialises, as JSSE does, gets the first provider that has the algorithm, whatever its key. This
 * class passes such keys on, so that the provider can safely be the first.
 */
public final class OtherProviders {
  /** The parameters of our signatures and ciphers, by the JDK's names. */
  private static final Set<String> PARAMETERS = Set.of("RSASSA-PSS", "PSS", "OAEP", "AES", "GCM");

  private final String self;

  /** Threads inside the JVM's search, which comes back to {@link #lent} when it reaches us. */
  private final Set<Thread> searching = ConcurrentHashMap.newKeySet();

  /** Creates a search that skips the provider of this name. */
  public OtherProviders(String self) {
    this.self = self;
  }

  /**
   * Finds the service that the JVM would use without us, for a digest or the parameters of our
   * signatures and ciphers; null for anything else. A library that was given a provider requests
   * these from it too.
   */
  public Provider.@Nullable Service lent(String type, String algorithm) {
    boolean digest = type.equals("MessageDigest");
    if (!(digest || type.equals("AlgorithmParameters")) || !searching.add(Thread.currentThread())) {
      return null;
    }
    // Unlike Security.getProviders(), the JVM's search loads only the providers that it needs, and
    // does not drop a provider that is being loaded at this moment.
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
      searching.remove(Thread.currentThread());
    }
  }

  /** Whether no other provider has this signature or cipher. */
  public boolean haveNone(String type, String algorithm) {
    Predicate<Provider> offers =
        type.equals("Cipher") ? offersCipher(algorithm) : offersSignature(algorithm);
    return Arrays.stream(Security.getProviders())
        .noneMatch(provider -> !provider.getName().equals(self) && offers.test(provider));
  }

  /** Tests whether a provider has a signature. */
  public static Predicate<Provider> offersSignature(String algorithm) {
    Predicate<Provider> whole = offers("Signature", algorithm);
    // Without such a signature, java.security.Signature builds one from a cipher.
    return algorithm.equalsIgnoreCase("NONEwithRSA")
        ? whole.or(offersCipher("RSA/ECB/PKCS1Padding"))
        : whole;
  }

  /** Tests whether a provider has a transformation, in one of the four forms of a CipherSpi. */
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

  /** An attempt to use a provider. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Creates and initialises an instance of the provider. */
    T with(Provider provider) throws GeneralSecurityException;
  }

  /**
   * Initialises the first other provider that accepts a key.
   *
   * @param key the program's key, which the JCA lets be null
   * @throws InvalidKeyException if the key is null, or if no provider accepts it
   * @throws InvalidAlgorithmParameterException if the first provider refused the parameters, and no
   *     other one accepts the key
   */
  public <T> T initialised(
      String algorithm, Predicate<Provider> offers, @Nullable Key key, Attempt<T> attempt)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (key == null) {
      throw new InvalidKeyException(algorithm + " needs a key; it was initialised with null");
    }
    Exception refusal = null;
    for (Provider provider : Security.getProviders()) {
      // A test is cheaper than the exception of a provider without the service.
      if (provider.getName().equals(self) || !offers.test(provider)) {
        continue;
      }
      try {
        return attempt.with(provider);
      } catch (NoSuchAlgorithmException e) {
        // The provider has the algorithm, but not with this mode or padding.
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
