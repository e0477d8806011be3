package io.vaultjca.vault;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.ObjectName;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a key, certificate or secret in an answer: {@code
 * https://HOST/COLLECTION/NAME/VERSION}. The version is empty if the identifier has none.
 *
 * <p>The name and the version become part of later requests. So an answer about another object or
 * from another vault is refused as a whole.
 */
public record ObjectId(String name, String version) {
  private static final Pattern PATH =
      Pattern.compile("/([a-z]+)/(" + ObjectName.NAME + ")(?:/([0-9a-fA-F]{1,64}))?/?");
  private static final int LONGEST_HOST = 253;

  /**
   * Parses the identifier of an object whose name is not known in advance, as in a list.
   *
   * @param answered the identifier in the answer, if it has one
   * @throws VaultException if it is missing, malformed or of another vault or collection
   */
  static ObjectId listed(
      Operation operation, Optional<String> answered, String collection, URI vault)
      throws VaultException {
    if (answered.isEmpty()) {
      throw operation.distrust("it does not say which object it is about");
    }
    String id = answered.get();
    URI uri = parsed(operation, id);
    Matcher path = PATH.matcher(uri.getRawPath());
    if (!path.matches() || !path.group(1).equals(collection)) {
      throw malformed(operation);
    }
    if (!VaultAddress.isSame(vault, uri)) {
      throw operation.distrust(
          """
          it is about an object of another vault, %s, but the request went to %s (if both are the \
          same vault, set %s to the address that the vault reports)"""
              .formatted(id, vault, Setting.URI.key()));
    }
    return new ObjectId(path.group(2), path.group(3) == null ? "" : path.group(3));
  }

  private static URI parsed(Operation operation, String id) throws VaultException {
    URI uri;
    try {
      uri = URI.create(id);
    } catch (IllegalArgumentException e) {
      throw malformed(operation);
    }
    boolean bare =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getHost().length() > LONGEST_HOST
        || uri.getRawPath() == null
        || !bare) {
      throw malformed(operation);
    }
    return uri;
  }

  /**
   * Parses the identifier of an object that was requested.
   *
   * @param answered the identifier in the answer, if it has one
   * @param version the requested version; empty for the current one
   * @throws VaultException if it is missing, malformed or of another object
   */
  public static ObjectId asked(
      Operation operation,
      Optional<String> answered,
      String collection,
      URI vault,
      String name,
      String version)
      throws VaultException {
    ObjectId object = listed(operation, answered, collection, vault);
    boolean same =
        object.name.equalsIgnoreCase(name)
            && !object.version.isEmpty()
            && (version.isEmpty() || object.version.equalsIgnoreCase(version));
    if (!same) {
      throw operation.distrust(
          "it is about %s, but the request was for %s%s"
              .formatted(answered.get(), name, version.isEmpty() ? "" : "/" + version));
    }
    return object;
  }

  /** Parses the identifier of a key that was requested or used, and refuses others. */
  public static KeyId key(Operation operation, Optional<String> kid, KeyId asked)
      throws VaultException {
    ObjectId key = asked(operation, kid, "keys", asked.vault(), asked.name(), asked.version());
    return new KeyId(asked.vault(), key.name, key.version);
  }

  /** Does not quote the text: it may be anything, even a secret. */
  private static VaultException malformed(Operation operation) {
    return operation.distrust("it does not name its object as the service does");
  }
}
