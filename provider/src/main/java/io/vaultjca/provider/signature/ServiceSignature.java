package io.vaultjca.provider.signature;

/**
 * What the service is asked to sign or to verify.
 *
 * @param algorithm the service's signature algorithm
 * @param value the digest, or for {@code RSNULL} the DigestInfo
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record ServiceSignature(String algorithm, byte[] value) {}
