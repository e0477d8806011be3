/**
 * HTTPS exchanges with a vault or with Azure Resource Manager: token, throttling, retries,
 * replicas, and the words of each failure. This room knows neither keys nor what an answer means.
 */
@NullMarked
package io.vaultjca.exchange;

import org.jspecify.annotations.NullMarked;
