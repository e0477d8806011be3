package io.vaultjca.provider.table;

import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of the provider.
 *
 * @param type the JCA's type, such as {@code Signature}
 * @param name the JCA's name, such as {@code SHA256withRSA}
 * @param aliases other names, and object identifiers in both spellings
 * @param digest the digest that the name specifies, computed in the JVM
 * @param serviceAlgorithm the algorithm or the request, as the service names it
 * @param keys the keys that it accepts
 * @param evidence the source of what the row says about the service
 * @param registration which programs find it
 * @param maker makes its instances
 */
public record ServiceRow(
    String type,
    String name,
    List<String> aliases,
    Optional<Digest> digest,
    String serviceAlgorithm,
    KeyClasses keys,
    Evidence evidence,
    Registration registration,
    ServiceMaker maker) {
  /** The attributes of the service (see {@code Service Attributes} in the JCA's guide). */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new HashMap<>();
    if (keys != KeyClasses.NONE) {
      attributes.put("SupportedKeyClasses", keys.attribute());
    }
    if (type.equals("SecureRandom")) {
      // Without it java.security.SecureRandom serializes all threads' requests.
      attributes.put("ThreadSafe", "true");
    }
    return attributes;
  }
}
