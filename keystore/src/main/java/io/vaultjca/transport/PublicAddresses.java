package io.vaultjca.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Recognises addresses of the public Internet, in contrast to those of this machine, of its
 * network, of a cloud's internal services, or of nobody (IANA's registries of special-purpose
 * addresses, RFC 6890).
 */
public final class PublicAddresses {
  /** All of IPv4 is public except these; the last block is multicast and everything above. */
  private static final List<Block> NOT_PUBLIC_IPV4 =
      List.of(
          new Block(8, 0),
          new Block(8, 10),
          new Block(10, 100, 64),
          new Block(8, 127),
          new Block(16, 169, 254),
          new Block(12, 172, 16),
          new Block(24, 192, 0, 0),
          new Block(24, 192, 0, 2),
          new Block(24, 192, 88, 99),
          new Block(16, 192, 168),
          new Block(15, 198, 18),
          new Block(24, 198, 51, 100),
          new Block(24, 203, 0, 113),
          // Azure's services for its virtual machines (wire server, DHCP, DNS).
          new Block(32, 168, 63, 129, 16),
          new Block(3, 224));

  /** Only this part of IPv6 is public, except for the blocks below. */
  private static final Block GLOBAL_UNICAST = new Block(3, 0x20);

  /** IETF protocols with Teredo, documentation (twice), and 6to4, which embeds IPv4 addresses. */
  private static final List<Block> NOT_PUBLIC_IPV6 =
      List.of(
          new Block(23, 0x20, 0x01, 0x00),
          new Block(32, 0x20, 0x01, 0x0d, 0xb8),
          new Block(20, 0x3f, 0xff, 0x00),
          new Block(16, 0x20, 0x02));

  /** IPv4 addresses as IPv6-only networks write them (RFC 6052). */
  private static final Block NAT64 = new Block(96, 0, 0x64, 0xff, 0x9b);

  private static final int IPV4_LENGTH = 4;

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern DOTTED_QUAD = Pattern.compile("%1$s(?:\\.%1$s){3}".formatted(OCTET));

  /** Hosts that some resolvers read as an IPv4 address: 127.1, 0x7f.1, 2130706433. */
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");

  /** Names without a domain, and domains that are never public (RFC 6761, 6762, 8375). */
  private static final Pattern LOCAL_NAME =
      Pattern.compile(
          "[^.]*\\.?|.*\\.(?:localhost|local|localdomain|internal|home\\.arpa)\\.?",
          Pattern.CASE_INSENSITIVE);

  private PublicAddresses() {}

  /**
   * The addresses that begin with so many bits of these bytes; bytes that are left out are zero.
   */
  @SuppressWarnings("ArrayRecordComponent") // Blocks are never compared.
  private record Block(int bits, int... begin) {
    boolean holds(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int wanted = bit / 8 < begin.length ? begin[bit / 8] : 0;
        if (((address[bit / 8] ^ wanted) >> (7 - bit % 8) & 1) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublicIpv4(bytes);
    }
    if (NAT64.holds(bytes)) {
      return isPublicIpv4(Arrays.copyOfRange(bytes, bytes.length - IPV4_LENGTH, bytes.length));
    }
    return GLOBAL_UNICAST.holds(bytes)
        && NOT_PUBLIC_IPV6.stream().noneMatch(block -> block.holds(bytes));
  }

  private static boolean isPublicIpv4(byte[] bytes) {
    return NOT_PUBLIC_IPV4.stream().noneMatch(block -> block.holds(bytes));
  }

  /** Whether a host may be public, without a look-up: if there is a proxy, that does it. */
  static boolean mayBePublic(String host) {
    boolean ipv6 = host.indexOf(':') >= 0;
    if (ipv6 || DOTTED_QUAD.matcher(host).matches()) {
      try {
        // A literal address: this looks nothing up.
        return isPublic(InetAddress.getByName(host));
      } catch (UnknownHostException e) {
        return false;
      }
    }
    return !ENDS_IN_A_NUMBER.matcher(host).matches() && !LOCAL_NAME.matcher(host).matches();
  }
}
