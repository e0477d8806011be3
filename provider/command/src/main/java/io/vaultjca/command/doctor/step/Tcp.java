package io.vaultjca.command.doctor.step;

import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.command.doctor.step.ProxyOnTheWay.NextHop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** Connects to one of the addresses. */
public final class Tcp implements Look {
  private static final Duration AT_MOST = Duration.ofMillis(4500);

  @Override
  public Finding at(Facts facts) {
    NextHop hop = facts.get(NextHop.class);
    List<InetAddress> addresses = facts.get(Dns.Addresses.class).all();
    int port = hop.address().getPort();
    int each = Math.max(1, (int) AT_MOST.toMillis() / addresses.size());
    String why = "";
    for (InetAddress address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), each);
        return Finding.ok("%s:%s accepts connections.".formatted(address.getHostAddress(), port));
      } catch (SocketTimeoutException e) {
        why = "no answer in %s ms".formatted(each);
      } catch (IOException e) {
        why = e.getMessage();
      }
    }
    String address = "%s:%s".formatted(hop.address().getHostString(), port);
    return Finding.failed(
        hop.proxied()
            ? "No connection to the proxy %s (%s). Check the proxy and its setting."
                .formatted(address, why)
            : "No connection to %s (%s). Check the port, firewalls, the private endpoint, and whether a proxy is needed."
                .formatted(address, why));
  }
}
