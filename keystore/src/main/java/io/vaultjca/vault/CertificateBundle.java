package io.vaultjca.vault;

import io.vaultjca.key.KeyId;
import java.util.Optional;

/**
 * A certificate as the service describes it.
 *
 * @param secretVersion the version of the secret behind it, which has the certificate's name; empty
 *     if there is none
 * @param encoded the certificate, DER
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record CertificateBundle(
    String name,
    String version,
    KeyId keyId,
    Optional<String> secretVersion,
    byte[] encoded,
    Attributes attributes) {}
