package io.vaultjca.provider.cipher;

import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** The output of a request, and its parameters, some of which an HSM makes. */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record CipherAnswer(byte[] output, @Nullable AlgorithmParameterSpec parameters) {}
