package io.vaultjca.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param vault the settings of the vault
 * @param replicas the number of vaults
 * @param properties where to write the key store file
 * @param seed the file with the seed
 * @param controlProperties where to write the address and token of the control endpoint
 * @param managementProperties where to write the configuration for the management plane
 */
record Options(
    VaultServer.Builder vault,
    int replicas,
    Path properties,
    @Nullable Path seed,
    @Nullable Path controlProperties,
    @Nullable Path managementProperties) {
  static final String USAGE =
      """
      Usage: java -jar embedded-vault.jar --port PORT --properties FILE [options]

        --port PORT             the port on 127.0.0.1; 0 picks a free one
        --properties FILE       where to write the key store file: URI, token, CA to trust
        --managed-hsm           a Managed HSM instead of a vault: other keys, challenge, headers,
                                error texts
        --premium               a Premium vault, which also accepts symmetric keys and ML-DSA keys
        --seed FILE             JSON with keys, certificates and secrets to start with
        --control-properties FILE
                                opens the control endpoint, for faults and counters, and writes
                                its address and token to FILE
        --limit OPERATIONS/SECONDS
                                answers 429 above this rate, counted as the service counts
                                (4000/10 there): HSM keys, RSA-3072 and RSA-4096 cost more
        --replicas NUMBER       starts 1 (the default) to 16 vaults with the same keys, CA and
                                token; their ports follow PORT unless it is 0
        --management-properties FILE
                                where to write the configuration for the management plane:
                                address of Azure Resource Manager, token, CA to trust
        --host NAME             the host name in identifiers (localhost); the certificate also
                                covers names in vault.azure.net
        --deletion-delay TIME   time until a deletion, a recovery or a purge takes effect (100ms;
                                at once in a Managed HSM)
        --issue-delay TIME      time until a self-signed certificate is issued (100ms)
        --token-lifetime TIME   lifetime of every access token (24h), including the one in the key
                                store file
        --recoverable-days DAYS how long deleted objects can be recovered: 7 (the default) to 90
        --purge-protection      refuses every purge
        --access-policies       access policies instead of Azure RBAC: a refusal is
                                ForbiddenByPolicy and names the missing permission
        --help                  prints this text
        --version               prints the version

        TIME is a number with a unit: 250ms, 10s, 5m, 24h.
      """;

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern LIMIT = Pattern.compile("([1-9]\\d{0,8})/([1-9]\\d{0,5})");

  /**
   * Parses a command line.
   *
   * @throws IllegalArgumentException if it is wrong; the message names the argument
   */
  static Options parse(String... arguments) {
    VaultServer.Builder vault = VaultServer.builder();
    boolean port = false;
    int replicas = 1;
    boolean managedHsm = false;
    boolean premium = false;
    Path properties = null;
    Path seed = null;
    Path controlProperties = null;
    Path managementProperties = null;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < arguments.length; i++) {
      if (!seen.add(arguments[i])) {
        throw new IllegalArgumentException(arguments[i] + " is given twice");
      }
      switch (arguments[i]) {
        case "--port" -> {
          vault.port(number(arguments, i++));
          port = true;
        }
        case "--properties" -> properties = Path.of(value(arguments, i++));
        case "--managed-hsm" -> {
          vault.managedHsm(true);
          managedHsm = true;
        }
        case "--premium" -> {
          vault.premium(true);
          premium = true;
        }
        case "--seed" -> seed = Path.of(value(arguments, i++));
        case "--control-properties" -> controlProperties = Path.of(value(arguments, i++));
        case "--limit" -> limit(vault, arguments, i++);
        case "--replicas" -> replicas = replicas(arguments, i++);
        case "--management-properties" -> managementProperties = Path.of(value(arguments, i++));
        case "--host" -> vault.host(value(arguments, i++));
        case "--deletion-delay" -> vault.deletionDelay(time(arguments, i++));
        case "--issue-delay" -> vault.issueDelay(time(arguments, i++));
        case "--token-lifetime" -> vault.tokenLifetime(time(arguments, i++));
        case "--recoverable-days" -> vault.recoverableDays(number(arguments, i++));
        case "--purge-protection" -> vault.purgeProtection(true);
        case "--access-policies" -> vault.accessPolicies(true);
        default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
      }
    }
    if (!port) {
      throw new IllegalArgumentException("--port is missing");
    }
    if (properties == null) {
      throw new IllegalArgumentException("--properties is missing");
    }
    if (managedHsm && premium) {
      throw new IllegalArgumentException("--premium and --managed-hsm exclude each other");
    }
    return new Options(vault, replicas, properties, seed, controlProperties, managementProperties);
  }

  private static String value(String[] arguments, int index) {
    if (index + 1 == arguments.length || arguments[index + 1].startsWith("--")) {
      throw new IllegalArgumentException(arguments[index] + " needs a value");
    }
    return arguments[index + 1];
  }

  private static int number(String[] arguments, int index) {
    String text = value(arguments, index);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          arguments[index] + " needs a number, not " + text, malformed);
    }
  }

  private static void limit(VaultServer.Builder vault, String[] arguments, int index) {
    String text = value(arguments, index);
    Matcher limit = LIMIT.matcher(text);
    if (!limit.matches()) {
      throw new IllegalArgumentException(
          arguments[index] + " needs operations and seconds such as 4000/10, not " + text);
    }
    vault.limit(
        Integer.parseInt(limit.group(1)), Duration.ofSeconds(Integer.parseInt(limit.group(2))));
  }

  private static int replicas(String[] arguments, int index) {
    int count = number(arguments, index);
    if (count < 1 || count > 16) {
      throw new IllegalArgumentException(arguments[index] + " needs 1 to 16, not " + count);
    }
    return count;
  }

  private static Duration time(String[] arguments, int index) {
    String text = value(arguments, index);
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          arguments[index] + " needs a time with its unit (ms, s, m, h) such as 10s, not " + text);
    }
    long count = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
