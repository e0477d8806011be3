/**
 * The pages of docs/ that show measurements: their tables, figures and plots, made from docs/data.
 * It measures nothing.
 */
package io.vaultjca.benchmarks.report;
