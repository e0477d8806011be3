package io.vaultjca.vault;

import io.vaultjca.key.KeyId;
import java.util.Optional;

/**
 * A certificate as the service describes it.
 *
 * @param name its name, as the service spells it
 * @param version its version
 * @param keyId the key behind it
 * @param secretVersion the version of the secret behind it, which has the certificate's name; empty
 *     if there is none
 * @param encoded the certificate, DER
 * @param attributes whether it may be used, and when
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record CertificateBundle(
    String name,
    String version,
    KeyId keyId,
    Optional<String> secretVersion,
    byte[] encoded,
    Attributes attributes) {}
