package io.vaultjca.management;

import com.azure.json.JsonProviders;
import com.azure.json.JsonWriter;
import io.vaultjca.VaultException;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A certificate's policy in the service's JSON, made from a policy that was read: it keeps what the
 * specification allows in a request and drops what the service adds, such as basic constraints.
 */
final class PolicyJson {
  private static final String KEY = "key_props";
  private static final String X509 = "x509_props";
  private static final String ISSUER = "issuer";
  private static final String ACTIONS = "lifetime_actions";
  private static final List<String> OF_X509 =
      List.of("subject", "ekus", "sans", "key_usage", "validity_months");

  private PolicyJson() {}

  /** Returns the part of a policy that a request may send. */
  static Map<String, @Nullable Object> sendable(JsonObject read) throws VaultException {
    Map<String, @Nullable Object> policy = new LinkedHashMap<>();
    for (String name : List.of(KEY, "secret_props", X509, ISSUER)) {
      read.members(name).ifPresent(part -> policy.put(name, part));
    }
    if (policy.containsKey(X509)) {
      policy.put(X509, x509(read));
    }
    if (read.has(ACTIONS)) {
      List<Map<String, @Nullable Object>> actions = new ArrayList<>();
      for (JsonObject action : read.objects(ACTIONS)) {
        actions.add(action.members());
      }
      policy.put(ACTIONS, actions);
    }
    return policy;
  }

  private static Map<String, @Nullable Object> x509(JsonObject read) throws VaultException {
    Map<String, @Nullable Object> x509 = members(read, X509);
    x509.keySet().retainAll(OF_X509);
    x509.values().removeIf(value -> value == null);
    return x509;
  }

  private static Map<String, @Nullable Object> members(JsonObject read, String name)
      throws VaultException {
    return read.members(name).orElseGet(LinkedHashMap::new);
  }

  /** Returns the same policy for a certificate that another issuer makes for the same key. */
  static Map<String, @Nullable Object> reissued(JsonObject read, String issuer, String subject)
      throws VaultException {
    Map<String, @Nullable Object> policy = sendable(read);
    Map<String, @Nullable Object> key = members(read, KEY);
    key.put("reuse_key", true);
    if (key.get("crv") != null) {
      // The service adds the size, but a request for an EC key may only name the curve.
      key.remove("key_size");
    }
    Map<String, @Nullable Object> x509 = x509(read);
    x509.put("subject", subject);
    policy.put(KEY, key);
    policy.put(X509, x509);
    policy.put(ISSUER, Map.of("name", issuer));
    if (read.has(ACTIONS)) {
      policy.put(ACTIONS, notifying(read.objects(ACTIONS)));
    }
    return policy;
  }

  /** The service cannot renew a certificate of another issuer, so it writes to the contacts. */
  private static List<Map<String, @Nullable Object>> notifying(List<JsonObject> actions)
      throws VaultException {
    List<Map<String, @Nullable Object>> notifying = new ArrayList<>();
    for (JsonObject read : actions) {
      Map<String, @Nullable Object> lifetimeAction = read.members();
      Map<String, @Nullable Object> action = members(read, "action");
      action.replace("action_type", "AutoRenew", "EmailContacts");
      lifetimeAction.put("action", action);
      notifying.add(lifetimeAction);
    }
    return notifying;
  }

  /** Writes an object as JSON. */
  static String text(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = JsonProviders.createWriter(text)) {
      json.writeMap(object, JsonWriter::writeUntyped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
