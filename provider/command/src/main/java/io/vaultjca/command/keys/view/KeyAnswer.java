package io.vaultjca.command.keys.view;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.vault.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The output for a key, from the service's own answer. The Azure SDK drops some of its members:
 * those of ML-DSA, the size of a symmetric key, the identifier of an external one.
 */
public final class KeyAnswer {
  private KeyAnswer() {}

  /**
   * Converts the answer.
   *
   * @param withPublicKey whether to include the numbers of the public key
   */
  public static Fields of(JsonObject answer, boolean withPublicKey) throws VaultException {
    Fields fields = new Fields();
    Optional<JsonObject> key = answer.object("key");
    if (key.isPresent()) {
      addKey(fields, key.get());
    }
    Optional<JsonObject> attributes = answer.object("attributes");
    if (attributes.isPresent()) {
      addAttributes(fields, attributes.get());
    }
    fields.with("managed", answer.bool("managed")).with("tags", answer.members("tags"));
    Optional<JsonObject> policy = answer.object("release_policy");
    if (policy.isPresent()) {
      fields.with("releasePolicy", policy(policy.get()));
    }
    if (withPublicKey && key.isPresent()) {
      fields.with("publicKey", publicKey(key.get()));
    }
    return fields;
  }

  private static void addKey(Fields fields, JsonObject key) throws VaultException {
    String kid = key.text("kid").orElse("");
    String[] path = kid.split("/", -1);
    if (path.length == 6) {
      fields.with("name", path[4]).with("version", path[5]);
    }
    fields
        .with("id", kid)
        .with("type", key.text("kty"))
        .with("algorithm", key.text("alg"))
        .with("size", key.bytes("n").map(KeyFields::bits))
        .with("curve", key.text("crv"))
        .with("operations", key.texts("key_ops"));
  }

  private static void addAttributes(Fields fields, JsonObject attributes) throws VaultException {
    if (attributes.count("key_size").isPresent()) {
      fields.with("size", attributes.count("key_size").getAsInt());
    }
    Optional<JsonObject> external = attributes.object("external_key");
    if (external.isPresent()) {
      fields.with("externalKey", external.get().text("id"));
    }
    fields
        .with("enabled", attributes.bool("enabled"))
        .with("notBefore", attributes.time("nbf"))
        .with("expires", attributes.time("exp"))
        .with("created", attributes.time("created"))
        .with("updated", attributes.time("updated"))
        .with("exportable", attributes.bool("exportable"))
        .with("hsmPlatform", attributes.text("hsmPlatform"))
        .with("recoveryLevel", attributes.text("recoveryLevel"));
    if (attributes.count("recoverableDays").isPresent()) {
      fields.with("recoverableDays", attributes.count("recoverableDays").getAsInt());
    }
  }

  private static Fields policy(JsonObject policy) throws VaultException {
    return new Fields()
        .with("contentType", policy.text("contentType"))
        .with("immutable", policy.bool("immutable"))
        .with(
            "policy", policy.bytes("data").map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  private static Fields publicKey(JsonObject key) throws VaultException {
    Fields members = new Fields();
    for (String name : new String[] {"kty", "alg", "crv", "n", "e", "x", "y", "pub"}) {
      members.with(name, key.text(name));
    }
    return members;
  }
}
