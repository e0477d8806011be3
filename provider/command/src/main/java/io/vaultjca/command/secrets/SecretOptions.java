package io.vaultjca.command.secrets;

import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.vaultjca.command.verb.Moment;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The properties of a secret besides its value. */
final class SecretOptions {
  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "The content type, for the readers of the value.")
  private @Nullable String contentType;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "A tag; replaces all existing tags.")
  private @Nullable Map<String, String> tags;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "The beginning of its validity, in the forms of --expires.")
  private @Nullable OffsetDateTime notBefore;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      converter = Moment.class,
      description = "The end of its validity: " + Moment.FORM + ".")
  private @Nullable OffsetDateTime expires;

  /** Sets the given options in the properties of a secret, and returns them. */
  SecretProperties over(SecretProperties secret, @Nullable Boolean enabled) {
    secret.setContentType(contentType).setTags(tags).setNotBefore(notBefore).setExpiresOn(expires);
    return enabled == null ? secret : secret.setEnabled(enabled);
  }

  boolean isEmpty() {
    return contentType == null && tags == null && notBefore == null && expires == null;
  }
}
