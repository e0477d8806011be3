package io.vaultjca.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A certificate's policy in the service's JSON. Of one that was read, what the specification lets a
 * request say is kept; what the service adds, such as basic constraints, is not.
 */
final class PolicyJson {
  private static final String KEY = "key_props";
  private static final String X509 = "x509_props";
  private static final String ISSUER = "issuer";
  private static final String ACTIONS = "lifetime_actions";
  private static final String ACTION_TYPE = "action_type";
  private static final List<String> PARTS = List.of(KEY, "secret_props", X509, ACTIONS, ISSUER);
  private static final List<String> PARTS_OF_X509 =
      List.of("subject", "ekus", "sans", "key_usage", "validity_months");

  private PolicyJson() {}

  /** What may be sent of a policy that was read. */
  static Map<String, Object> sendable(Map<String, Object> read) {
    Map<String, Object> policy = kept(read, PARTS);
    policy.computeIfPresent(X509, (name, part) -> kept(object(part), PARTS_OF_X509));
    return policy;
  }

  /** The same for a certificate that somebody else issues to a subject for the same key. */
  static Map<String, Object> reissued(Map<String, Object> read, String issuer, String subject) {
    Map<String, Object> policy = sendable(read);
    Map<String, Object> key = copy(policy.get(KEY));
    key.put("reuse_key", true);
    if (key.get("crv") != null) {
      // The service adds it; what asks for a key names its curve alone.
      key.remove("key_size");
    }
    Map<String, Object> x509 = copy(policy.get(X509));
    x509.put("subject", subject);
    policy.put(KEY, key);
    policy.put(X509, x509);
    policy.put(ISSUER, Map.of("name", issuer));
    if (policy.get(ACTIONS) instanceof List<?> actions) {
      policy.put(ACTIONS, actions.stream().map(PolicyJson::tellInsteadOfRenewing).toList());
    }
    return policy;
  }

  /** The service cannot renew what somebody else issues: when it would, it writes to the owner. */
  private static Map<String, Object> tellInsteadOfRenewing(Object former) {
    Map<String, Object> lifetimeAction = copy(former);
    Map<String, Object> action = copy(lifetimeAction.get("action"));
    action.replace(ACTION_TYPE, "AutoRenew", "EmailContacts");
    lifetimeAction.put("action", action);
    return lifetimeAction;
  }

  private static Map<String, Object> kept(Map<String, Object> of, List<String> names) {
    Map<String, Object> kept = new LinkedHashMap<>();
    for (String name : names) {
      if (of.get(name) != null) {
        kept.put(name, of.get(name));
      }
    }
    return kept;
  }

  private static Map<String, Object> copy(Object object) {
    return new LinkedHashMap<>(object == null ? Map.of() : object(object));
  }

  /** An object of an answer, whose shape was checked. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }
}
