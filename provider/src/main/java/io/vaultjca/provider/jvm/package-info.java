/**
 * The work of the JVM's other providers: digests, and all operations with a key that is not in a
 * vault. This package must not see the service or its handles.
 */
@NullMarked
package io.vaultjca.provider.jvm;

import org.jspecify.annotations.NullMarked;
