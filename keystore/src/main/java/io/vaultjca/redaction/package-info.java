/**
 * Removes the secrets of a request from the words of an answer before anybody sees these. This room
 * knows requests and tokens, but not what they are for.
 */
@NullMarked
package io.vaultjca.redaction;

import org.jspecify.annotations.NullMarked;
