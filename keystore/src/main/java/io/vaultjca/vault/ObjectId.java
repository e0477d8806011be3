package io.vaultjca.vault;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a key, certificate or secret as an answer gives it: {@code
 * https://HOST/COLLECTION/NAME/VERSION}. An answer about another object, or of another vault, is
 * refused before anything of it is used: the name and the version become part of later requests.
 *
 * @param name the object's name, as the service spells it
 * @param version its version; empty if the identifier has none
 */
record ObjectId(String name, String version) {
  private static final Pattern PATH =
      Pattern.compile("/([a-z]+)/([0-9a-zA-Z-]{1,127})(?:/([0-9a-fA-F]{1,64}))?/?");
  private static final int LONGEST_SHOWN = 200;

  /**
   * The identifier of an object whose name is not known before, as in a list.
   *
   * @param id what the answer says
   * @param collection {@code keys}, {@code certificates} or {@code secrets}
   * @param vault the vault that was asked
   * @throws VaultException if it is not an identifier of such an object in this vault
   */
  static ObjectId listed(String id, String collection, URI vault) throws VaultException {
    if (id == null) {
      throw Operation.current().distrust("it does not say what it is about");
    }
    URI uri;
    try {
      uri = URI.create(id);
    } catch (IllegalArgumentException e) {
      throw malformed(id);
    }
    Matcher path = PATH.matcher(uri.getRawPath() == null ? "" : uri.getRawPath());
    boolean bare =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || !bare
        || !path.matches()
        || !path.group(1).equals(collection)) {
      throw malformed(id);
    }
    if (!ConnectionConfig.isAddressOf(vault, uri)) {
      throw Operation.current()
          .distrust(
              "it is about an object of another vault, "
                  + shown(id)
                  + ", and the vault that was asked is "
                  + vault
                  + " (if both are the same, set "
                  + Setting.URI.key()
                  + " to the address by which the vault calls itself)");
    }
    return new ObjectId(path.group(2), path.group(3) == null ? "" : path.group(3));
  }

  /**
   * The identifier of an object that was asked for.
   *
   * @param name the name that was asked for
   * @param version the version that was asked for; empty for the current one
   * @throws VaultException if the answer is about another one, or names no version
   */
  static ObjectId asked(String id, String collection, URI vault, String name, String version)
      throws VaultException {
    ObjectId object = listed(id, collection, vault);
    boolean same =
        object.name.equalsIgnoreCase(name)
            && !object.version.isEmpty()
            && (version.isEmpty() || object.version.equalsIgnoreCase(version));
    if (!same) {
      throw Operation.current()
          .distrust(
              "it is about "
                  + shown(id)
                  + ", and not about what was asked for, "
                  + name
                  + (version.isEmpty() ? "" : "/" + version));
    }
    return object;
  }

  /**
   * The identifier of a key that was asked for or used.
   *
   * @throws VaultException as {@link #asked}
   */
  static KeyId key(String kid, URI vault, String name, String version) throws VaultException {
    ObjectId key = asked(kid, "keys", vault, name, version);
    return new KeyId(vault, key.name, key.version);
  }

  private static VaultException malformed(String id) {
    return Operation.current().distrust("'" + shown(id) + "' is no identifier of the service");
  }

  /** What a stranger wrote, fit for one line of a log. */
  static String shown(String id) {
    String line = String.valueOf(id).replaceAll("[^\\x21-\\x7e]", "?");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
  }
}
