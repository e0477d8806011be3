package io.vaultjca.vault;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.ObjectName;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a key, certificate or secret as an answer gives it: {@code
 * https://HOST/COLLECTION/NAME/VERSION}; the version is empty if the identifier has none. An answer
 * about another object, or of another vault, is refused before anything of it is used: the name and
 * the version become part of later requests.
 */
public record ObjectId(String name, String version) {
  private static final Pattern PATH =
      Pattern.compile("/([a-z]+)/(" + ObjectName.NAME + ")(?:/([0-9a-fA-F]{1,64}))?/?");
  private static final int LONGEST_HOST = 253;

  /** The identifier of an object whose name is not known before, as in a list. */
  static ObjectId listed(Operation operation, String id, String collection, URI vault)
      throws VaultException {
    if (id == null) {
      throw operation.distrust("it does not say what it is about");
    }
    URI uri = parsed(operation, id);
    Matcher path = PATH.matcher(uri.getRawPath());
    if (!path.matches() || !path.group(1).equals(collection)) {
      throw malformed(operation);
    }
    if (!VaultAddress.isSame(vault, uri)) {
      throw operation.distrust(
          ("it is about an object of another vault, %s, and the vault that was asked is %s (if both"
                  + " are the same, set %s to the address by which the vault calls itself)")
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

  /** The identifier, or null, of an object that was asked for; an empty version is the current. */
  public static ObjectId asked(
      Operation operation, String id, String collection, URI vault, String name, String version)
      throws VaultException {
    ObjectId object = listed(operation, id, collection, vault);
    boolean same =
        object.name.equalsIgnoreCase(name)
            && !object.version.isEmpty()
            && (version.isEmpty() || object.version.equalsIgnoreCase(version));
    if (!same) {
      throw operation.distrust(
          "it is about %s, and not about what was asked for, %s%s"
              .formatted(id, name, version.isEmpty() ? "" : "/" + version));
    }
    return object;
  }

  /** The identifier, or null, of a key that was asked for or used. */
  public static KeyId key(Operation operation, String kid, KeyId asked) throws VaultException {
    ObjectId key = asked(operation, kid, "keys", asked.vault(), asked.name(), asked.version());
    return new KeyId(asked.vault(), key.name, key.version);
  }

  /** What has another form is not shown: it may be anything. */
  private static VaultException malformed(Operation operation) {
    return operation.distrust("what it says that it is about is not an identifier of the service");
  }
}
