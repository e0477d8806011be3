/**
 * HTTP requests and whole answers over the JDK's client, with our own TLS settings, proxy, time
 * limits and threads. This room knows neither tokens nor what an answer means.
 */
@NullMarked
package io.vaultjca.transport;

import org.jspecify.annotations.NullMarked;
