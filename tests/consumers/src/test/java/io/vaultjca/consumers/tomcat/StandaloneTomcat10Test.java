package io.vaultjca.consumers.tomcat;

/** The distribution of Tomcat 10.1. */
class StandaloneTomcat10Test extends StandaloneTomcatContract {
  StandaloneTomcat10Test() {
    super("10.1");
  }
}
