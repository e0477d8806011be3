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

/** Where the name of the vault leads, or that of the proxy, which looks up the vault's itself. */
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
              ? "The proxy's host %s is not known. Check what names the proxy, and DNS."
                  .formatted(host)
              : ("The host %s is not known. Check %s, and the DNS of this machine: a private"
                      + " endpoint needs its private zone.")
                  .formatted(host, Setting.URI.key()));
    }
    facts.learn(Addresses.class, new Addresses(List.of(found)));
    String addresses =
        Arrays.stream(found).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    return Finding.ok(
        "%s%s leads to %s: %s."
            .formatted(hop.proxied() ? "The proxy " : "", host, addresses, kind(found[0])));
  }

  private static String kind(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return "this machine";
    }
    return PublicAddresses.isPublic(address)
        ? "public"
        : "not public, as that of a private endpoint";
  }
}
