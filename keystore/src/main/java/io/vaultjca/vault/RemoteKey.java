package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.ConnectionConfig.PublicKeyOperations;
import io.vaultjca.config.ConnectionConfig.VerifySignatures;
import io.vaultjca.exchange.Operation;
import io.vaultjca.key.KeyId;
import io.vaultjca.text.OneLine;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cryptographic operations of one key version. Each sends exactly one request as long as the
 * service answers. A caller cannot get from here to other objects of the vault or to its
 * credential.
 *
 * <p>Safe for use by several threads. Algorithms have the service's names (RFC 7518 and the Key
 * Vault REST reference): {@code RS256}, {@code ES384}, {@code RSA-OAEP-256}. Every operation throws
 * {@link VaultException} if the service refuses it or cannot be reached.
 */
public final class RemoteKey {
  /** The service's limit for the name of an external key. */
  private static final int LONGEST_NAME = 64;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static final String SIGNING = "Signing (%s) with the key %s";
  private static final String VERIFYING = "Verifying (%s) with the key %s";
  private static final String ML_DSA = "ML-DSA";

  /** A strong reference, so that the vault's keys share its connection for as long as they live. */
  private final Vault vault;

  private final KeyId id;
  private final String kid;
  private final Optional<String> externalKey;

  /** The copies of the key in replicas; null if only this vault is used. */
  private final @Nullable KeyCopies copies;

  RemoteKey(Vault vault, KeyId id, Optional<String> externalKey) {
    this.vault = vault;
    this.id = id;
    this.kid = id.toString();
    this.externalKey = externalKey;
    this.copies = null;
  }

  /** Creates the same key, which also uses the replicas that hold a key with this public part. */
  public RemoteKey(RemoteKey key, KeyMaterial material) {
    Replicas replicas = key.vault.replicas();
    this.vault = key.vault;
    this.id = key.id;
    this.kid = key.kid;
    this.externalKey = key.externalKey;
    this.copies = replicas == null ? null : replicas.copies(id, material);
  }

  /** Looks for the key in the replicas again at its next use. */
  public void refreshed() {
    if (copies != null) {
      copies.recheck();
    }
  }

  /** Returns the identifier of the key version. */
  public KeyId id() {
    return id;
  }

  /** Whether an HSM outside the service holds the key: such a key only wraps and unwraps. */
  public boolean isExternal() {
    return externalKey.isPresent();
  }

  /** Returns what to set for ML-DSA, as a sentence; empty if the configured version supports it. */
  public Optional<String> whyNoMlDsa() {
    return vault.config().apiVersion().whyNoMlDsa();
  }

  /** Returns where operations that need only the public key run. */
  public PublicKeyOperations publicKeyOperations() {
    return vault.config().publicKeyOperations();
  }

  /** Returns which signatures to verify before handing them out. */
  public VerifySignatures verifySignatures() {
    return vault.config().verifySignatures();
  }

  /**
   * Signs a digest.
   *
   * @return the signature, never empty; for EC keys r and s, each as long as the curve's order
   */
  public byte[] sign(String algorithm, byte[] digest) throws VaultException {
    Operation operation = operation(SIGNING, algorithm);
    requireOwn(operation);
    return notEmpty(operation, send(operation, "sign", body(algorithm, "value", digest)));
  }

  /** Verifies a signature of a digest, in the form that {@link #sign} returns. */
  public boolean verify(String algorithm, byte[] digest, byte[] signature) throws VaultException {
    Operation operation = operation(VERIFYING, algorithm);
    requireOwn(operation);
    StringBuilder body = body(algorithm, "digest", digest);
    add(body, "value", signature);
    return verified(operation, body);
  }

  /**
   * Signs a message with an ML-DSA key.
   *
   * @param mu the <em>message representative</em> μ of 64 bytes (FIPS 204, section 6.2), computed
   *     here, which the service calls external
   */
  public byte[] signMu(byte[] mu) throws VaultException {
    Operation operation = operation(SIGNING, ML_DSA);
    requireOwn(operation);
    return notEmpty(operation, send(operation, "sign", bodyOfMu(mu)));
  }

  /** Verifies an ML-DSA signature of the message that μ represents. */
  public boolean verifyMu(byte[] mu, byte[] signature) throws VaultException {
    Operation operation = operation(VERIFYING, ML_DSA);
    requireOwn(operation);
    StringBuilder body = bodyOfMu(mu);
    add(body, "value", signature);
    return verified(operation, body);
  }

  private boolean verified(Operation operation, StringBuilder body) throws VaultException {
    return post(operation, "verify", body, false)
        .bool("value")
        .orElseThrow(() -> operation.badAnswer("it says neither true nor false"));
  }

  /**
   * Encrypts.
   *
   * @param iv the initialisation vector of a CBC algorithm; otherwise null
   * @param additionalData the additional authenticated data of a GCM algorithm; null for none
   */
  public Encrypted encrypt(
      String algorithm, byte[] plaintext, byte @Nullable [] iv, byte @Nullable [] additionalData)
      throws VaultException {
    Operation operation = operation("Encrypting (%s) with the key %s", algorithm);
    requireOwn(operation);
    StringBuilder body = body(algorithm, "value", plaintext);
    add(body, "iv", iv);
    add(body, "aad", additionalData);
    JsonObject answer = send(operation, "encrypt", body);
    return new Encrypted(
        value(operation, answer),
        answer.bytes("iv").orElse(null),
        answer.bytes("tag").orElse(null));
  }

  /** Decrypts. The additional authenticated data of a GCM algorithm is null for none. */
  public byte[] decrypt(String algorithm, Encrypted encrypted, byte @Nullable [] additionalData)
      throws VaultException {
    Operation operation = operation("Decrypting (%s) with the key %s", algorithm).ofCiphertext();
    requireOwn(operation);
    StringBuilder body = body(algorithm, "value", encrypted.ciphertext());
    add(body, "iv", encrypted.iv());
    add(body, "tag", encrypted.tag());
    add(body, "aad", additionalData);
    return value(operation, send(operation, "decrypt", body));
  }

  /** Wraps a key. Returns at least one byte. */
  public byte[] wrap(String algorithm, byte[] key) throws VaultException {
    Operation operation = operation("Wrapping a key (%s) with the key %s", algorithm);
    return notEmpty(operation, send(operation, "wrapkey", body(algorithm, "value", key)));
  }

  /** Unwraps a key, which the caller clears. Returns at least one byte. */
  public byte[] unwrap(String algorithm, byte[] wrapped) throws VaultException {
    Operation operation =
        operation("Unwrapping a key (%s) with the key %s", algorithm).ofCiphertext();
    return notEmpty(operation, send(operation, "unwrapkey", body(algorithm, "value", wrapped)));
  }

  /**
   * A ciphertext.
   *
   * @param iv the initialisation vector; null if the algorithm has none
   * @param tag the authentication tag of a GCM algorithm; otherwise null
   */
  @SuppressWarnings("ArrayRecordComponent") // The bytes are never compared.
  public record Encrypted(byte[] ciphertext, byte @Nullable [] iv, byte @Nullable [] tag) {}

  private Operation operation(String format, String algorithm) {
    return Operation.of(vault.config().operationTimeout(), format, algorithm, kid);
  }

  /** The service would refuse too, but without saying that the key is external. */
  private void requireOwn(Operation operation) throws VaultException {
    if (isExternal()) {
      throw new VaultException(
          Reason.OPERATION_NOT_PERMITTED,
          """
          %s failed before a request: this is an external key (%s). An HSM outside the service \
          holds it, and it can only wrap and unwrap keys. Use a key that the service holds."""
              .formatted(operation.description(), OneLine.of(externalKey.get(), LONGEST_NAME)),
          null);
    }
  }

  private static String path(KeyId key, String operation) {
    return "keys/" + key.name() + "/" + key.version() + "/" + operation;
  }

  /** Writes JSON by hand: no name of an algorithm needs an escape. */
  private static StringBuilder body(String algorithm, String member, byte[] value) {
    StringBuilder body = new StringBuilder(value.length * 4 / 3 + 64);
    body.append("{\"alg\":\"").append(algorithm).append('"');
    add(body, member, value);
    return body;
  }

  /** Sends neither an algorithm nor a context, which the service would refuse: μ covers them. */
  private static StringBuilder bodyOfMu(byte[] mu) {
    return new StringBuilder("{\"external_mu\":\"").append(BASE64.encodeToString(mu)).append('"');
  }

  private static void add(StringBuilder body, String member, byte @Nullable [] value) {
    if (value != null) {
      body.append(",\"").append(member).append("\":\"");
      body.append(BASE64.encodeToString(value)).append('"');
    }
  }

  /**
   * Sends a request and checks that this key answered: the answer of another key would be a
   * signature that nobody can verify, or someone else's plaintext.
   */
  private JsonObject send(Operation operation, String what, StringBuilder body)
      throws VaultException {
    return post(operation, what, body, true);
  }

  private JsonObject post(Operation operation, String what, StringBuilder body, boolean identified)
      throws VaultException {
    String json = body.append('}').toString();
    return copies == null
        ? post(vault, operation, id, what, json, identified)
        : copies.send(
            operation, (there, one, key) -> post(there, one, key, what, json, identified));
  }

  private JsonObject post(
      Vault in, Operation operation, KeyId key, String what, String json, boolean identified)
      throws VaultException {
    JsonObject answer = in.requests().post(operation, path(key, what), json);
    if (identified) {
      Optional<String> answered = answer.text("kid");
      String expected = key.equals(id) ? kid : key.toString();
      // Equal strings need no parsing, and almost all answers have them.
      if (key.version().isEmpty() || answered.isEmpty() || !answered.get().equals(expected)) {
        KeyId unused = ObjectId.key(operation, answered, key);
      }
    }
    return answer;
  }

  private static byte[] value(Operation operation, JsonObject answer) throws VaultException {
    return answer.bytes("value").orElseThrow(() -> operation.badAnswer("it holds no value"));
  }

  private static byte[] notEmpty(Operation operation, JsonObject answer) throws VaultException {
    byte[] value = value(operation, answer);
    if (value.length == 0) {
      throw operation.badAnswer("it is empty");
    }
    return value;
  }
}
