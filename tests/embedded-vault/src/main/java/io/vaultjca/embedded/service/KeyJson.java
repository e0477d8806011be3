package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.Attributes;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Settings;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Writes keys as JSON, in the order of the service. */
final class KeyJson {
  private final Settings settings;
  private final String baseUri;

  KeyJson(Settings settings, String baseUri) {
    this.settings = settings;
    this.baseUri = baseUri;
  }

  String kid(String name, KeyVersion version) {
    return "%s/keys/%s/%s".formatted(baseUri, name, version.version());
  }

  /** Writes a key with its public part. */
  ObjectNode bundle(String name, KeyVersion version, ApiVersion api) {
    return bundle(name, version, api, api.hasHsmPlatform());
  }

  ObjectNode bundle(String name, KeyVersion version, ApiVersion api, boolean withPlatform) {
    ObjectNode bundle = Json.object();
    bundle.set("key", jwk(name, version, api));
    bundle.set("attributes", attributes(version, api, withPlatform));
    if (version.tags() != null) {
      bundle.set("tags", Json.object(version.tags()));
    }
    if (version.managed()) {
      bundle.put("managed", true);
    }
    if (version.releasePolicy() != null) {
      ObjectNode policy = Json.object();
      policy.put("contentType", version.releasePolicy().contentType());
      policy.put("data", version.releasePolicy().data());
      policy.put("immutable", version.releasePolicy().immutable());
      bundle.set("release_policy", policy);
    }
    version.answers().ifPresent(answers -> Json.merge(bundle, Json.parsed(answers)));
    return bundle;
  }

  /**
   * Writes a key in a list, without its public part.
   *
   * @param id the kid, with or without a version
   */
  ObjectNode item(String id, KeyVersion version, ApiVersion api) {
    ObjectNode item = Json.object();
    item.put("kid", id);
    ObjectNode attributes = attributes(version, api, api.hasHsmPlatform());
    version
        .answers()
        .ifPresent(answers -> Json.merge(attributes, Json.parsed(answers).path("attributes")));
    item.set("attributes", attributes);
    if (version.tags() != null) {
      item.set("tags", Json.object(version.tags()));
    }
    if (version.managed()) {
      item.put("managed", true);
    }
    return item;
  }

  /** Writes the attributes of every kind of object. */
  static ObjectNode attributes(Attributes attributes) {
    ObjectNode node = Json.object();
    node.put("enabled", attributes.enabled());
    if (attributes.nbf() != null) {
      node.put("nbf", attributes.nbf());
    }
    if (attributes.exp() != null) {
      node.put("exp", attributes.exp());
    }
    node.put("created", attributes.created());
    node.put("updated", attributes.updated());
    return node;
  }

  /** Writes the attributes of every kind of object and those about deletion. */
  static ObjectNode attributes(Attributes attributes, Settings settings) {
    ObjectNode node = attributes(attributes);
    node.put("recoveryLevel", settings.recoveryLevel());
    node.put("recoverableDays", settings.recoverableDays());
    return node;
  }

  private ObjectNode attributes(KeyVersion version, ApiVersion api, boolean withPlatform) {
    ObjectNode node = attributes(version.attributes(), settings);
    if (!version.managed()) {
      node.put("exportable", version.exportable());
    }
    if (withPlatform && !settings.managedHsm()) {
      node.put("hsmPlatform", version.hsm() ? "2" : "0");
    }
    if (api.hasKeySizeAndExternalKeys()) {
      if (version.externalKey() != null) {
        node.putObject("external_key").put("id", version.externalKey());
      }
      if (version.material() instanceof KeyMaterial.Oct oct) {
        node.put("key_size", oct.bits());
      }
    }
    return node;
  }

  private ObjectNode jwk(String name, KeyVersion version, ApiVersion api) {
    ObjectNode key = Json.object();
    key.put("kid", kid(name, version));
    key.put("kty", version.kty());
    KeyMaterial.Akp akp =
        api.hasMlDsa() && version.material() instanceof KeyMaterial.Akp found ? found : null;
    if (akp != null) {
      key.put("alg", akp.parameterSet());
    }
    List<String> operations = new ArrayList<>(version.operations());
    if (settings.managedHsm()) {
      // A Managed HSM returns them in a different order each time.
      Collections.shuffle(operations);
    }
    if (!operations.isEmpty() || !settings.managedHsm()) {
      key.set("key_ops", Json.array(operations));
    }
    if (version.material() instanceof KeyMaterial.Rsa rsa) {
      key.put("n", integer(rsa.publicKey().getModulus()));
      key.put("e", integer(rsa.publicKey().getPublicExponent()));
    } else if (version.material() instanceof KeyMaterial.Ec ec) {
      Curve curve = ec.curve();
      key.put("crv", curve.label());
      key.put("x", coordinate(ec.publicKey().getW().getAffineX(), curve.width()));
      key.put("y", coordinate(ec.publicKey().getW().getAffineY(), curve.width()));
    } else if (akp != null) {
      key.put("pub", Json.base64Url(akp.rawPublicKey()));
    }
    return key;
  }

  private static String integer(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return Json.base64Url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String coordinate(BigInteger number, int width) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[width];
    int length = Math.min(bytes.length, width);
    System.arraycopy(bytes, bytes.length - length, fixed, width - length, length);
    return Json.base64Url(fixed);
  }
}
