package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.verb.Moment;
import java.time.OffsetDateTime;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is said of a secret besides its value. */
final class SecretOptions {
  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "What the value is, for those who read it.")
  private String contentType;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; all of them anew.")
  private Map<String, String> tags;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "When it begins to be valid: 2027-01-31, or with a time, in UTC.")
  private OffsetDateTime notBefore;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "When it ends to be valid.")
  private OffsetDateTime expires;

  /** Puts what was given into the properties of a secret, which are returned. */
  SecretProperties over(SecretProperties secret, Boolean enabled) {
    secret.setContentType(contentType).setTags(tags).setNotBefore(notBefore).setExpiresOn(expires);
    return enabled == null ? secret : secret.setEnabled(enabled);
  }

  boolean isEmpty() {
    return contentType == null && tags == null && notBefore == null && expires == null;
  }
}
