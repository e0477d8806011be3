package io.vaultjca.provider.cipher;

import java.security.spec.AlgorithmParameterSpec;

/**
 * What a request brought.
 *
 * @param output the ciphertext or the plaintext
 * @param parameters the parameters that were used: an HSM makes some of them itself
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record CipherAnswer(byte[] output, AlgorithmParameterSpec parameters) {}
