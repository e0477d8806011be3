/**
 * Runs the steps of the doctor within their time limits, and reports their outcomes. It does not
 * know any single step.
 */
@NullMarked
package io.vaultjca.command.doctor.exam;

import org.jspecify.annotations.NullMarked;
