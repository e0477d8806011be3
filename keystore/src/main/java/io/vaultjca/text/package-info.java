/**
 * The form of names, and text from others in a form that is safe to show. This room sees no other
 * one.
 */
@NullMarked
package io.vaultjca.text;

import org.jspecify.annotations.NullMarked;
