package io.vaultjca.consumers.tomcat;

import io.vaultjca.consumers.fixture.Full;

/** The distribution of Tomcat 11.0. */
@Full
class StandaloneTomcat11Test extends StandaloneTomcatContract {
  StandaloneTomcat11Test() {
    super("11.0");
  }
}
