/** The group {@code certificates policy}, and the options of a policy that other verbs share. */
@NullMarked
package io.vaultjca.command.certificates.policy;

import org.jspecify.annotations.NullMarked;
