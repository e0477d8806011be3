package io.vaultjca.command.doctor.step;

import io.vaultjca.VaultException;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.transport.HttpClientModule;
import io.vaultjca.transport.Transport;
import java.net.InetSocketAddress;
import java.net.URI;

/** Reports the proxy between this machine and the vault, and the setting that names it. */
public final class ProxyOnTheWay implements Look {
  /**
   * The host of the first connection.
   *
   * @param proxied whether it is a proxy
   */
  record NextHop(InetSocketAddress address, boolean proxied) {}

  private static final int HTTPS = 443;

  @Override
  public Finding at(Facts facts) throws VaultException {
    HttpClientModule.require();
    Patient patient = facts.get(Patient.class);
    URI uri = patient.uri();
    Transport transport = Transport.of(patient.connection());
    if (transport.proxy(uri).isPresent()) {
      facts.learn(NextHop.class, new NextHop(transport.proxyAddress(uri).orElseThrow(), true));
      return Finding.ok(
          "Requests to %s go through the proxy %s."
              .formatted(uri.getAuthority(), transport.proxy(uri).get()));
    }
    facts.learn(
        NextHop.class,
        new NextHop(
            InetSocketAddress.createUnresolved(
                uri.getHost(), uri.getPort() == -1 ? HTTPS : uri.getPort()),
            false));
    return Finding.ok("Requests to %s go without a proxy.".formatted(uri.getAuthority()));
  }
}
