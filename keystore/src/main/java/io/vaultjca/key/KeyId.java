package io.vaultjca.key;

import io.vaultjca.config.VaultAddress;
import io.vaultjca.text.ObjectName;
import io.vaultjca.text.OneLine;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identifier of a key: {@code https://HOST/keys/NAME/VERSION}, the <em>kid</em> of RFC 7517,
 * section 4.5.
 *
 * <p>Immutable and safe for use by several threads. The constructor does not check the form of the
 * parts; a null one is a {@link NullPointerException}.
 *
 * @param vault the vault's address, without a path
 * @param name the key's name
 * @param version the key's version, in hexadecimal; empty for the current version
 */
public record KeyId(URI vault, String name, String version) {
  private static final Pattern PATH =
      Pattern.compile("/keys/(" + ObjectName.NAME + ")(?:/([0-9a-fA-F]*))?/?");

  public KeyId {
    Objects.requireNonNull(vault, "vault");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
  }

  /**
   * {@return the identifier that a kid spells}
   *
   * @param kid an identifier as the service writes it; the version is optional
   * @throws IllegalArgumentException if this is not the identifier of a key
   */
  public static KeyId parse(String kid) {
    URI uri;
    try {
      uri = URI.create(kid);
    } catch (IllegalArgumentException e) {
      throw notAKeyId(kid, e);
    }
    // The raw path: a decoded slash would change its segments.
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

  private static IllegalArgumentException notAKeyId(String kid, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is not a key identifier: it has the form https://HOST/keys/NAME/VERSION"
            .formatted(OneLine.of(kid)),
        cause);
  }

  /** {@return the identifier as the service writes it} */
  @Override
  public String toString() {
    return vault + "/keys/" + name + (version.isEmpty() ? "" : "/" + version);
  }
}
