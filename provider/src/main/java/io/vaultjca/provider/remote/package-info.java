/**
 * What the services that send requests share: the logging of failures, and one rule for locks. This
 * package must not see an algorithm.
 *
 * <p><b>Locks.</b> Signature, Cipher and Mac follow the same rule. Each step of an object holds its
 * lock; no request does. The final step of an operation builds an immutable request under the lock.
 * The request holds everything needed to send it, and to check and convert the answer. The step
 * then empties the input, so that the object is as after its init whether the operation succeeds or
 * fails, releases the lock and sends the request. If the object needs something from the answer,
 * such as the initialisation vector that an HSM made, it is stored under the lock, unless an init
 * happened in between. The JCA requires none of this. But threads that share an object by mistake
 * never mix up their messages, and none waits for another's request.
 */
@NullMarked
package io.vaultjca.provider.remote;

import org.jspecify.annotations.NullMarked;
