/** What programs say to the key factory and to the generators. */
package io.vaultjca.provider.spec;
