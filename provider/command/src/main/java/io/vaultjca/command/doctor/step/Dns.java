package io.vaultjca.command.doctor.step;

import io.vaultjca.Setting;
import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.command.doctor.step.ProxyOnTheWay.NextHop;
import io.vaultjca.transport.PublicAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Looks up the host of the vault, or of the proxy, which looks up the vault itself. */
public final class Dns implements Look {
  /** The addresses of the next hop. */
  record Addresses(List<InetAddress> all) {}

  @Override
  public Finding at(Facts facts) {
    NextHop hop = facts.get(NextHop.class);
    String host = hop.address().getHostString();
    InetAddress[] found;
    try {
      found = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return Finding.failed(
          hop.proxied()
              ? "The proxy's host %s cannot be resolved. Check the proxy's setting, and DNS."
                  .formatted(host)
              : "The host %s cannot be resolved. Check %s, and the DNS of this machine: a private endpoint needs its private zone."
                  .formatted(host, Setting.URI.key()));
    }
    facts.learn(Addresses.class, new Addresses(List.of(found)));
    String addresses =
        Arrays.stream(found).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    return Finding.ok(
        "%s%s resolves to %s: %s."
            .formatted(hop.proxied() ? "The proxy " : "", host, addresses, kind(found[0])));
  }

  private static String kind(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return "this machine";
    }
    return PublicAddresses.isPublic(address)
        ? "public"
        : "not public, like that of a private endpoint";
  }
}
