/**
 * How the services of this provider reach a vault, and how they speak of a failure there.
 *
 * <p><b>Locks.</b> Signature, Cipher and Mac share one rule. Every step of an object runs under its
 * lock, and no request does. The step that ends an operation builds, under the lock, a request that
 * never changes and knows all that it takes to send it and to check and convert the answer; it
 * empties the input, so that the object is as after its init whether the operation succeeds or not;
 * then it leaves the lock and sends. What an answer teaches the object, such as the initialisation
 * vector that an HSM made, is written back under the lock, unless an init came between. The JCA
 * does not ask for any of this, but threads that share an object by mistake never get a torn
 * message, and none waits for the request of another.
 */
package io.vaultjca.provider.remote;
