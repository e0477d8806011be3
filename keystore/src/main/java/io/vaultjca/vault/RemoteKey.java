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

/**
 * The cryptographic operations of one key version, each exactly one request while the service
 * answers. It leads to nothing else: neither to the vault's other objects nor to its credential.
 *
 * <p>Safe for use by several threads. Algorithms are named as the service names them (RFC 7518 and
 * the Key Vault REST reference): {@code RS256}, {@code ES384}, {@code RSA-OAEP-256}.
 */
public final class RemoteKey {
  /** The service's own limit for the name of an external key. */
  private static final int LONGEST_NAME = 64;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static final String SIGNING = "Signing (%s) with the key %s";
  private static final String VERIFYING = "Verifying (%s) with the key %s";
  private static final String ML_DSA = "ML-DSA";

  /** Held for as long as its keys are: then they share its connection. */
  private final Vault vault;

  private final KeyId id;
  private final String kid;
  private final Optional<String> externalKey;

  /** Where else it lies; null while that is of no interest. */
  private final KeyCopies copies;

  RemoteKey(Vault vault, KeyId id, Optional<String> externalKey) {
    this.vault = vault;
    this.id = id;
    this.kid = id.toString();
    this.externalKey = externalKey;
    this.copies = null;
  }

  /** The same key, used in each of its vault's replicas that has one with such a public part. */
  public RemoteKey(RemoteKey key, KeyMaterial material) {
    this.vault = key.vault;
    this.id = key.id;
    this.kid = key.kid;
    this.externalKey = key.externalKey;
    this.copies = vault.replicas() == null ? null : vault.replicas().copies(id, material);
  }

  /** What the vaults hold was read again, and may be another key than before. */
  public void refreshed() {
    if (copies != null) {
      copies.recheck();
    }
  }

  /** Which key this is. */
  public KeyId id() {
    return id;
  }

  /** Whether an HSM beyond the service holds the key: then it wraps and unwraps alone. */
  public boolean isExternal() {
    return externalKey.isPresent();
  }

  /** What to set for ML-DSA, as a sentence; empty if the version that is asked for has it. */
  public Optional<String> whyNoMlDsa() {
    return vault.config().apiVersion().whyNoMlDsa();
  }

  /** Where the operations happen that need the public key only. */
  public PublicKeyOperations publicKeyOperations() {
    return vault.config().publicKeyOperations();
  }

  /** Which signatures are to be verified before they are handed out. */
  public VerifySignatures verifySignatures() {
    return vault.config().verifySignatures();
  }

  /** Signs a digest; of EC keys it is r and s, each of the curve's length. Never empty. */
  public byte[] sign(String algorithm, byte[] digest) throws VaultException {
    Operation operation = operation(SIGNING, algorithm);
    requireOwn(operation);
    return notEmpty(operation, send(operation, "sign", body(algorithm, "value", digest)));
  }

  public boolean verify(String algorithm, byte[] digest, byte[] signature) throws VaultException {
    Operation operation = operation(VERIFYING, algorithm);
    requireOwn(operation);
    StringBuilder body = body(algorithm, "digest", digest);
    add(body, "value", signature);
    return verified(operation, body);
  }

  /**
   * Signs, with an ML-DSA key, a message of which the service gets 64 bytes: the <em>message
   * representative</em> μ (FIPS 204, section 6.2), which the service calls external.
   */
  public byte[] signMu(byte[] mu) throws VaultException {
    Operation operation = operation(SIGNING, ML_DSA);
    requireOwn(operation);
    return notEmpty(operation, send(operation, "sign", bodyOfMu(mu)));
  }

  /** Verifies a signature of the message that μ represents, with an ML-DSA key. */
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
   * @param additionalData the additional authenticated data of a GCM algorithm, or null
   */
  public Encrypted encrypt(String algorithm, byte[] plaintext, byte[] iv, byte[] additionalData)
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

  /** Decrypts; the additional authenticated data is that of a GCM algorithm, or null. */
  public byte[] decrypt(String algorithm, Encrypted encrypted, byte[] additionalData)
      throws VaultException {
    Operation operation = operation("Decrypting (%s) with the key %s", algorithm).ofCiphertext();
    requireOwn(operation);
    StringBuilder body = body(algorithm, "value", encrypted.ciphertext());
    add(body, "iv", encrypted.iv());
    add(body, "tag", encrypted.tag());
    add(body, "aad", additionalData);
    return value(operation, send(operation, "decrypt", body));
  }

  public byte[] wrap(String algorithm, byte[] key) throws VaultException {
    Operation operation = operation("Wrapping a key (%s) with the key %s", algorithm);
    return notEmpty(operation, send(operation, "wrapkey", body(algorithm, "value", key)));
  }

  public byte[] unwrap(String algorithm, byte[] wrapped) throws VaultException {
    Operation operation =
        operation("Unwrapping a key (%s) with the key %s", algorithm).ofCiphertext();
    return notEmpty(operation, send(operation, "unwrapkey", body(algorithm, "value", wrapped)));
  }

  /** A ciphertext; its initialisation vector and tag, each of which may be null. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
  public record Encrypted(byte[] ciphertext, byte[] iv, byte[] tag) {}

  private Operation operation(String format, String algorithm) {
    return Operation.of(vault.config().operationTimeout(), format, algorithm, kid);
  }

  /** The service would refuse, too, and not say what the key is. */
  private void requireOwn(Operation operation) throws VaultException {
    if (isExternal()) {
      throw new VaultException(
          Reason.OPERATION_NOT_PERMITTED,
          ("%s failed before a request: it is an external key (%s), which an HSM beyond the service"
                  + " holds, and can wrap and unwrap keys alone. Use a key that the service holds.")
              .formatted(operation.description(), OneLine.of(externalKey.get(), LONGEST_NAME)),
          null);
    }
  }

  private static String path(KeyId key, String operation) {
    return "keys/" + key.name() + "/" + key.version() + "/" + operation;
  }

  /** The algorithms have names that need no escape. */
  private static StringBuilder body(String algorithm, String member, byte[] value) {
    StringBuilder body = new StringBuilder(value.length * 4 / 3 + 64);
    body.append("{\"alg\":\"").append(algorithm).append('"');
    add(body, member, value);
    return body;
  }

  /** With neither an algorithm nor a context, which the service would refuse: μ has them. */
  private static StringBuilder bodyOfMu(byte[] mu) {
    return new StringBuilder("{\"external_mu\":\"").append(BASE64.encodeToString(mu)).append('"');
  }

  private static void add(StringBuilder body, String member, byte[] value) {
    if (value != null) {
      body.append(",\"").append(member).append("\":\"");
      body.append(BASE64.encodeToString(value)).append('"');
    }
  }

  /**
   * Sends a request, and sees to it that this key answered: another one's answer would be a
   * signature that nobody can verify, or a stranger's plaintext.
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
        : vault
            .replicas()
            .send(
                operation,
                copies,
                (there, one, key) -> post(there, one, key, what, json, identified));
  }

  private JsonObject post(
      Vault in, Operation operation, KeyId key, String what, String json, boolean identified)
      throws VaultException {
    JsonObject answer = in.requests().post(operation, path(key, what), json);
    if (identified) {
      String answered = answer.text("kid").orElse(null);
      if (key.version().isEmpty() || !(key.equals(id) ? kid : key.toString()).equals(answered)) {
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
