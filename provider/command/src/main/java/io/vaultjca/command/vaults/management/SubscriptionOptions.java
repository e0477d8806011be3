package io.vaultjca.command.vaults.management;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.management.ResourceManager.Path;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a subscription, and the addresses of its resources. */
public final class SubscriptionOptions {
  /** The API version of Microsoft.KeyVault. */
  private static final String VERSION = "2026-02-01";

  /** The specification fixes the API version of the list of all resources. */
  private static final String VERSION_OF_RESOURCES = "2015-11-01";

  private static final String VARIABLE = "AZURE_SUBSCRIPTION_ID";
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  @Option(
      names = "--subscription",
      paramLabel = "ID",
      description =
          "The subscription; by default that of the environment variable " + VARIABLE + ".")
  private @Nullable String subscription;

  /** The address of a Key Vault resource in the subscription. */
  public Path ofProvider(String... segments) throws CommandException {
    return new Path(root() + "/providers/Microsoft.KeyVault" + joined(segments), VERSION);
  }

  /** The address of a Key Vault resource in a resource group. */
  public Path ofGroup(String group, String... segments) throws CommandException {
    return new Path(
        "%s/resourceGroups%s/providers/Microsoft.KeyVault%s"
            .formatted(root(), joined(group), joined(segments)),
        VERSION);
  }

  /** The address of the list of all vaults among the subscription's resources. */
  public Path ofResources() throws CommandException {
    String filter = encoded("resourceType eq 'Microsoft.KeyVault/vaults'");
    return new Path(root() + "/resources", VERSION_OF_RESOURCES, "%24filter=" + filter);
  }

  private String root() throws CommandException {
    String id = subscription != null ? subscription : System.getenv(VARIABLE);
    if (id == null || id.isEmpty()) {
      throw new CommandException(
          "Say which subscription: add --subscription ID, or set %s.".formatted(VARIABLE));
    }
    if (!ID.matcher(id).matches()) {
      throw new CommandException(
          "%s is not the id of a subscription: 32 hexadecimal digits with hyphens.".formatted(id));
    }
    return "subscriptions/" + id;
  }

  private static String joined(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(encoded(segment));
    }
    return path.toString();
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
