package io.vaultjca.benchmarks;

import io.vaultjca.benchmarks.report.Table;
import java.util.List;

/** A measurement that can run alone. */
interface Part {
  /** The name on the command line, and of the table: lower case and hyphens. */
  String name();

  /** Measures. */
  List<Table> measure(Laboratory laboratory) throws Exception;
}
