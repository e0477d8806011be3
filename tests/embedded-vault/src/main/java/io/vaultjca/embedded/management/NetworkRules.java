package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The networks that may access a vault: {@code networkAcls}. */
final class NetworkRules {
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");
  private static final Pattern SUBNET =
      Pattern.compile(
          "/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\\.network/virtualnetworks/[^/]+/subnets/[^/]+");

  private NetworkRules() {}

  /** Reads the rules of a body, in the service's format; null if absent. */
  static ObjectNode of(ArmBody properties) throws ArmException {
    ArmBody given =
        properties.object(
            "networkAcls", "bypass", "defaultAction", "ipRules", "virtualNetworkRules");
    if (given == null) {
      return null;
    }
    ObjectNode rules = Json.object();
    String bypass = given.oneOf("bypass", List.of("AzureServices", "None"));
    String action = given.oneOf("defaultAction", List.of("Allow", "Deny"));
    rules.put("bypass", bypass == null ? "AzureServices" : bypass);
    rules.put("defaultAction", action == null ? "Allow" : action);
    ArrayNode addresses = rules.putArray("ipRules");
    List<ArmBody> ipRules = given.objects("ipRules", "value");
    for (ArmBody rule : ipRules == null ? List.<ArmBody>of() : ipRules) {
      addresses.addObject().put("value", cidr(rule.required("value")));
    }
    ArrayNode networks = rules.putArray("virtualNetworkRules");
    List<ArmBody> subnets =
        given.objects("virtualNetworkRules", "id", "ignoreMissingVnetServiceEndpoint");
    for (ArmBody rule : subnets == null ? List.<ArmBody>of() : subnets) {
      String id = rule.required("id").toLowerCase(Locale.ROOT);
      Boolean ignore = rule.bool("ignoreMissingVnetServiceEndpoint");
      if (!SUBNET.matcher(id).matches()) {
        throw ArmException.invalid("virtualNetworkRules");
      }
      networks
          .addObject()
          .put("id", id)
          .put("ignoreMissingVnetServiceEndpoint", Boolean.TRUE.equals(ignore));
    }
    return rules;
  }

  /** Normalizes an IPv4 range in CIDR notation; a single address becomes a range of one. */
  private static String cidr(String value) throws ArmException {
    Matcher matcher = CIDR.matcher(value);
    boolean valid = matcher.matches();
    for (int i = 1; valid && i <= 4; i++) {
      valid = Integer.parseInt(matcher.group(i)) <= 255;
    }
    if (!valid || (matcher.group(5) != null && Integer.parseInt(matcher.group(5)) > 32)) {
      throw ArmException.invalid("ipRules");
    }
    return matcher.group(5) == null ? value + "/32" : value;
  }
}
