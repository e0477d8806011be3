package io.vaultjca.consumers.tomcat;

/** The distribution of Tomcat 11.0. */
class StandaloneTomcat11Test extends StandaloneTomcatContract {
  StandaloneTomcat11Test() {
    super("11.0");
  }
}
