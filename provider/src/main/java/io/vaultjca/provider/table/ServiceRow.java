package io.vaultjca.provider.table;

import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One service of the provider.
 *
 * @param type the JCA type, such as {@code Signature}
 * @param aliases its other names and object identifiers
 * @param digest the digest that is made here; null if there is none
 * @param serviceAlgorithm what the service is asked for, in its own words
 */
public record ServiceRow(
    String type,
    String name,
    List<String> aliases,
    Digest digest,
    String serviceAlgorithm,
    KeyClasses keys,
    Evidence evidence,
    Registration registration,
    ServiceMaker maker) {
  /** What the JCA learns of the service beyond its names. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new HashMap<>();
    if (keys != KeyClasses.NONE) {
      attributes.put("SupportedKeyClasses", keys.attribute());
    }
    if (type.equals("SecureRandom")) {
      // Else java.security.SecureRandom lets one thread at a time wait for the HSM.
      attributes.put("ThreadSafe", "true");
    }
    return attributes;
  }
}
