package dev.millrace.ingestion.fetch.http;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are on the public internet. Of IPv4 those are all but the blocks that IANA's
 * registry of special purposes lists; of IPv6 only global unicast, 2000::/3, without what the
 * registry takes out of it. Forms that carry an IPv4 address (6to4, Teredo, NAT64) are never
 * public: a gateway might lead them to a private one. Java reads a mapped one as the IPv4 address
 * it is.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a>, <a
 *     href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>
 */
final class AddressRules {
  private static final int IPV4_BYTES = 4;

  /** This network, loopback, link-local with the metadata services, multicast, reserved. */
  private static final List<AddressBlock> NEVER =
      blocks(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/128",
          "fe80::/10",
          "ff00::/8",
          "fd00:ec2::/32",
          "64:ff9b::/96",
          "64:ff9b:1::/48");

  private static final List<AddressBlock> SPECIAL_IPV4 =
      blocks(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24");

  private static final List<AddressBlock> SPECIAL_IPV6 =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");

  private AddressRules() {}

  private static List<AddressBlock> blocks(String... blocks) {
    return Stream.of(blocks).map(AddressBlock::of).toList();
  }

  /** Whether the address is on the public internet. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (isIn(NEVER, bytes)) {
      return false;
    }
    return bytes.length == IPV4_BYTES
        ? !isIn(SPECIAL_IPV4, bytes)
        : GLOBAL_UNICAST.contains(bytes) && !isIn(SPECIAL_IPV6, bytes);
  }

  /**
   * Whether a host that the deployment allows may have the address: private and loopback ones too,
   * but none where a metadata service is, or that is no host's.
   */
  static boolean isAllowable(InetAddress address) {
    return !isIn(NEVER, address.getAddress());
  }

  private static boolean isIn(List<AddressBlock> blocks, byte[] address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }
}
