/**
 * Adapts the HTTP client interface of the Azure SDK to our transport, which knows nothing of the
 * SDK. This room decides nothing: it translates requests and answers.
 */
@NullMarked
package io.vaultjca.azure;

import org.jspecify.annotations.NullMarked;
