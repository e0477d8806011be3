package io.vaultjca.command.keys.change;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyType;
import io.vaultjca.command.terminal.CommandException;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** A private or symmetric JSON Web Key (RFC 7517, RFC 7518). */
final class JwkFile {
  private final String file;
  private final Map<?, ?> members;

  private JwkFile(String file, Map<?, ?> members) {
    this.file = file;
    this.members = members;
  }

  static JsonWebKey read(byte[] content, String file) throws CommandException {
    try (JsonReader reader = JsonProviders.createReader(content)) {
      if (reader.readUntyped() instanceof Map<?, ?> members) {
        return new JwkFile(file, members).key();
      }
    } catch (IOException | IllegalStateException e) {
      // No cause: it would quote the file.
      throw malformed(file);
    }
    throw malformed(file);
  }

  private static CommandException malformed(String file) {
    return new CommandException("%s is not a JSON Web Key.".formatted(file));
  }

  private JsonWebKey key() throws CommandException {
    String type = String.valueOf(members.get("kty")).toUpperCase(Locale.ROOT);
    return switch (type.replace("-HSM", "")) {
      case "RSA" ->
          new JsonWebKey()
              .setKeyType(KeyType.RSA)
              .setN(bytes("n"))
              .setE(bytes("e"))
              .setD(bytes("d"))
              .setP(bytes("p"))
              .setQ(bytes("q"))
              .setDp(bytes("dp"))
              .setDq(bytes("dq"))
              .setQi(bytes("qi"));
      case "EC" ->
          new JsonWebKey()
              .setKeyType(KeyType.EC)
              .setCurveName(curve())
              .setX(bytes("x"))
              .setY(bytes("y"))
              .setD(bytes("d"));
      case "OCT" -> SymmetricKeyFile.read(bytes("k"), file);
      default ->
          throw new CommandException(
              "%s is not a JSON Web Key of the types RSA, EC or oct.".formatted(file));
    };
  }

  /** RFC 8812 and the service have different names for one curve. */
  private KeyCurveName curve() throws CommandException {
    String name = text("crv");
    return KeyCurveName.fromString(name.equals("secp256k1") ? "P-256K" : name);
  }

  private String text(String member) throws CommandException {
    if (members.get(member) instanceof String text) {
      return text;
    }
    throw new CommandException(
        "%s lacks the member %s of a private JSON Web Key.".formatted(file, member));
  }

  private byte[] bytes(String member) throws CommandException {
    try {
      return Base64.getUrlDecoder().decode(text(member));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "%s is not valid: its member %s is not base64url.".formatted(file, member));
    }
  }
}
