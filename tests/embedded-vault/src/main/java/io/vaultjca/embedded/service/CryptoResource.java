package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.EncryptionAlgorithm;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.SignatureAlgorithm;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.RotationPolicy;
import io.vaultjca.embedded.store.VaultObject;
import io.vaultjca.embedded.store.VaultState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations with keys: sign, verify, encrypt, decrypt, wrap, unwrap. */
final class CryptoResource {
  /** Operations that still work outside nbf and exp, so that old data stays readable. */
  private static final Set<String> ALLOWED_OUTSIDE_VALIDITY =
      Set.of("decrypt", "unwrapKey", "verify");

  /**
   * The algorithms of external keys in Microsoft's "External key lifecycle in Managed HSM", except
   * A256KWP, which the specification does not have.
   */
  private static final Set<String> EXTERNAL_ALGORITHMS =
      Set.of("RSA-OAEP", "RSA-OAEP-256", "A256KW");

  private final VaultState state;
  private final SoftDelete<KeyVersion, RotationPolicy> softDelete;
  private final KeyJson json;

  /** A key that may be used for the requested operation. */
  private record Usable(String kid, KeyMaterial material, String kty, boolean external) {}

  CryptoResource(VaultState state, KeyJson json) {
    this.state = state;
    this.json = json;
    this.softDelete = new SoftDelete<>(Kind.KEYS, state.keys(), state.settings(), state.baseUri());
  }

  List<Route> routes() {
    return List.of(
        route("sign", "sign", this::sign),
        route("verify", "verify", this::verify),
        route("encrypt", "encrypt", call -> transform(call, "encrypt", false, true)),
        route("decrypt", "decrypt", call -> transform(call, "decrypt", false, false)),
        route("wrapkey", "wrapKey", call -> transform(call, "wrapKey", true, true)),
        route("unwrapkey", "unwrapKey", call -> transform(call, "unwrapKey", true, false)));
  }

  private static Route route(String segment, String operation, Route.Action action) {
    String dataAction =
        switch (operation) {
          case "wrapKey" -> "keys/wrap/action";
          case "unwrapKey" -> "keys/unwrap/action";
          default -> "keys/" + operation + "/action";
        };
    return Route.of(
        "POST", "keys/{name}/{version}/" + segment, "keys/" + operation, dataAction, action);
  }

  private Answer sign(Call call) throws ServiceException {
    Body body =
        Body.of(
            call.request(),
            Body.members(
                call.version().hasMlDsa(), List.of("alg", "value"), "external_mu", "context"));
    Usable key = usable(call, "sign");
    try {
      if (key.material() instanceof KeyMaterial.Akp akp && call.version().hasMlDsa()) {
        byte[] signature = MlDsaRequest.of(body, "value", akp).sign(akp);
        return answer(key, akp.parameterSet(), signature);
      }
      MlDsaRequest.refuse(body);
      SignatureAlgorithm algorithm = signature(body.required("alg"), key);
      byte[] signature = algorithm.sign(key.material(), body.requiredBytes("value"));
      return answer(key, algorithm.label(), signature);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  private Answer verify(Call call) throws ServiceException {
    Body body =
        Body.of(
            call.request(),
            Body.members(
                call.version().hasMlDsa(),
                List.of("alg", "digest", "value"),
                "external_mu",
                "context"));
    Usable key = usable(call, "verify");
    try {
      ObjectNode node = Json.object();
      node.put("value", verify(body, key, call.version()));
      return Answer.ok(node);
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  private static boolean verify(Body body, Usable key, ApiVersion api)
      throws ServiceException, InvalidInputException {
    if (key.material() instanceof KeyMaterial.Akp akp && api.hasMlDsa()) {
      return MlDsaRequest.of(body, "digest", akp).verify(akp, body.requiredBytes("value"));
    }
    MlDsaRequest.refuse(body);
    SignatureAlgorithm algorithm = signature(body.required("alg"), key);
    return algorithm.verify(
        key.material(), body.requiredBytes("digest"), body.requiredBytes("value"));
  }

  private Answer transform(Call call, String operation, boolean wrap, boolean forward)
      throws ServiceException {
    Body body = Body.of(call.request(), "alg", "value", "iv", "aad", "tag");
    Usable key = usable(call, operation);
    String name = body.required("alg");
    Optional<EncryptionAlgorithm> found = EncryptionAlgorithm.of(name);
    boolean known = found.isPresent() && (wrap ? found.get().wraps() : found.get().encrypts());
    if (!known || (key.external() && !EXTERNAL_ALGORITHMS.contains(name))) {
      throw ServiceException.badParameter(
          "Algorithm '%s' is not supported by operation %s.".formatted(name, operation));
    }
    EncryptionAlgorithm algorithm = found.get();
    if (!algorithm.fits(key.material())) {
      throw incompatible("encryption", key, name, algorithm.keyType());
    }
    int bits = key.material() instanceof KeyMaterial.Oct oct ? oct.bits() : 0;
    if (algorithm.keyBits() != 0 && algorithm.keyBits() != bits) {
      throw ServiceException.badParameter(
          "Key and encryption algorithm are incompatible. Key %s has %d bits, and algorithm '%s' can only be used with a key of %d bits."
              .formatted(key.kid(), bits, name, algorithm.keyBits()));
    }
    EncryptionAlgorithm.Text text =
        new EncryptionAlgorithm.Text(
            body.requiredBytes("value"), body.bytes("iv"), body.bytes("tag"), body.bytes("aad"));
    try {
      EncryptionAlgorithm.Text result =
          forward
              ? algorithm.encrypt(key.material(), text)
              : algorithm.decrypt(key.material(), text);
      Answer answer = answer(key, algorithm.label(), result.value());
      put(answer.body(), "iv", result.iv());
      put(answer.body(), "tag", result.tag());
      put(answer.body(), "aad", result.aad());
      return answer;
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  private Answer answer(Usable key, String algorithm, byte[] value) {
    ObjectNode node = Json.object();
    if (state.settings().managedHsm()) {
      node.put("alg", algorithm);
    }
    node.put("kid", key.kid());
    node.put("value", Json.base64Url(value));
    return Answer.ok(node);
  }

  private static void put(ObjectNode node, String member, byte[] value) {
    if (value != null) {
      node.put(member, Json.base64Url(value));
    }
  }

  private Usable usable(Call call, String operation) throws ServiceException {
    VaultObject<KeyVersion, RotationPolicy> key = softDelete.live(call);
    KeyVersion version = softDelete.version(key, call);
    if (!version.attributes().enabled()) {
      throw ServiceException.forbidden(
          "KeyDisabled", "Operation %s is not allowed on a disabled key.".formatted(operation));
    }
    if (!version.operations().contains(operation)) {
      throw ServiceException.forbidden(
          "KeyOperationForbidden",
          "Operation %s is not permitted on this key.".formatted(operation));
    }
    long now = state.settings().nowSeconds();
    if (!ALLOWED_OUTSIDE_VALIDITY.contains(operation)) {
      Long nbf = version.attributes().nbf();
      if (nbf != null && now < nbf) {
        throw ServiceException.forbidden(
            "KeyNotYetValid",
            "Operation %s is not allowed on a key that is not yet valid.".formatted(operation));
      }
      Long exp = version.attributes().exp();
      if (exp != null && now >= exp) {
        throw ServiceException.forbidden(
            "KeyExpired", "Operation %s is not allowed on an expired key.".formatted(operation));
      }
    }
    return new Usable(
        json.kid(key.name(), version),
        version.material(),
        version.kty(),
        version.externalKey() != null);
  }

  private static SignatureAlgorithm signature(String name, Usable key) throws ServiceException {
    Optional<SignatureAlgorithm> algorithm = SignatureAlgorithm.of(name);
    if (algorithm.isEmpty()) {
      throw ServiceException.badParameter("Signing algorithm '" + name + "' is not supported.");
    }
    if (!algorithm.get().fits(key.material())) {
      throw incompatible("signing", key, name, algorithm.get().keyType());
    }
    return algorithm.get();
  }

  private static ServiceException incompatible(
      String what, Usable key, String algorithm, String needed) {
    return ServiceException.badParameter(
        "Key and %s algorithm are incompatible. Key %s is of type '%s', and algorithm '%s' can only be used with a key of type '%s' or '%s-HSM'."
            .formatted(what, key.kid(), key.kty(), algorithm, needed, needed));
  }
}
