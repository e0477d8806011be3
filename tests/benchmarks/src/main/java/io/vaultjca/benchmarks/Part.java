package io.vaultjca.benchmarks;

import java.util.List;

/** One measurement of the table, which can be run alone. */
interface Part {
  /** What to name it on the command line: lower case and hyphens. */
  String name();

  /** Measures. */
  List<Row> measure(Laboratory laboratory) throws Exception;
}
