package io.vaultjca.provider.cipher;

import java.security.spec.AlgorithmParameterSpec;

/** What a request brought, and the parameters that were used: an HSM makes some of them itself. */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
record CipherAnswer(byte[] output, AlgorithmParameterSpec parameters) {}
