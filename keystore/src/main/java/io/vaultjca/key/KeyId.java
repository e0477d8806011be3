package io.vaultjca.key;

import io.vaultjca.config.VaultAddress;
import io.vaultjca.text.ObjectName;
import io.vaultjca.text.OneLine;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a key: {@code https://HOST/keys/NAME/VERSION}, the <em>kid</em> of RFC 7517.
 *
 * @param vault the vault's address, without a path
 * @param name the key's name
 * @param version the key's version; empty for whatever version is current
 */
public record KeyId(URI vault, String name, String version) {
  private static final Pattern PATH =
      Pattern.compile("/keys/(" + ObjectName.NAME + ")(?:/([0-9a-fA-F]*))?/?");

  /** Checks that nothing is null. */
  public KeyId {
    Objects.requireNonNull(vault, "vault");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
  }

  /**
   * {@return the parts of a kid}
   *
   * @param kid an identifier as the service writes it
   * @throws IllegalArgumentException if this is not the identifier of a key
   */
  public static KeyId parse(String kid) {
    URI uri;
    try {
      uri = URI.create(kid);
    } catch (IllegalArgumentException e) {
      throw notAKeyId(kid, e);
    }
    // Raw: an escaped slash is no way into another path.
    Matcher path = PATH.matcher(Optional.ofNullable(uri.getRawPath()).orElse(""));
    boolean bare =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || !bare
        || !path.matches()) {
      throw notAKeyId(kid, null);
    }
    String version = path.group(2);
    return new KeyId(VaultAddress.of(uri), path.group(1), version == null ? "" : version);
  }

  private static IllegalArgumentException notAKeyId(String kid, Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is not a key identifier: it has the form https://HOST/keys/NAME/VERSION"
            .formatted(OneLine.of(kid)),
        cause);
  }

  /** The identifier as the service writes it. */
  @Override
  public String toString() {
    return vault + "/keys/" + name + (version.isEmpty() ? "" : "/" + version);
  }
}
