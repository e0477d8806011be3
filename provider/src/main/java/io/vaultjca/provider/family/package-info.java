/**
 * The contract between the table and the families of services: how to make an instance of a
 * service, and what the instances of one provider share. It must not see a family.
 */
@NullMarked
package io.vaultjca.provider.family;

import org.jspecify.annotations.NullMarked;
