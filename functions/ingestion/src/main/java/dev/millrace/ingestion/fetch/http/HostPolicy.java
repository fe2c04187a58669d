package dev.millrace.ingestion.fetch.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which hosts may be asked. {@link #resolve} is what the client connects by: it goes to the very
 * addresses that were checked, as no one asks for them a second time. Immutable.
 */
public final class HostPolicy {
  private final Set<String> allowed;
  private final AddressResolver resolver;

  /**
   * A policy.
   *
   * @param allowed names (or addresses) that may lead to private and loopback addresses, and may be
   *     asked without TLS
   */
  public HostPolicy(Set<String> allowed, AddressResolver resolver) {
    this.allowed =
        allowed.stream().map(HostPolicy::normalized).collect(Collectors.toUnmodifiableSet());
    this.resolver = resolver;
  }

  /** A host as it is compared: lower case, without brackets and the dot of the root. */
  static String normalized(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Whether the deployment allows the host by name. */
  public boolean allows(String host) {
    return allowed.contains(normalized(host));
  }

  /**
   * What is wrong with a host as it is written, before any name is resolved: an address that is not
   * public, or one in a form that programs read differently. Empty where nothing is.
   */
  public Optional<String> objection(String host) {
    String name = normalized(host);
    if (allowed.contains(name)) {
      return Optional.empty();
    }
    if (name.indexOf('%') >= 0) {
      return Optional.of("a host without a zone or escapes");
    }
    if (name.indexOf(':') >= 0) {
      return publicLiteral(InetAddress.ofLiteral(name)); // A URI's brackets hold nothing else.
    }
    Optional<InetAddress> number = ipv4(name);
    if (number.isPresent() && !number.get().getHostAddress().equals(name)) {
      return Optional.of("a name, or an address as four decimal numbers");
    }
    return number.flatMap(HostPolicy::publicLiteral);
  }

  private static Optional<String> publicLiteral(InetAddress address) {
    return AddressRules.isPublic(address)
        ? Optional.empty()
        : Optional.of("an address on the public internet, or a host that the deployment allows");
  }

  /** Reads what any program takes for an IPv4 address: 127.1, 0x7f000001, 0177.0.0.1. */
  private static Optional<InetAddress> ipv4(String name) {
    try {
      return Optional.of(Inet4Address.ofPosixLiteral(name));
    } catch (IllegalArgumentException isName) {
      return Optional.empty();
    }
  }

  /**
   * The addresses of a host.
   *
   * @throws UnknownHostException when it has none, or one of them may not be asked: then none of
   *     the others is either, since such an answer is either a mistake or an attempt
   */
  InetAddress[] resolve(String host) throws UnknownHostException {
    boolean isAllowed = allows(host);
    InetAddress[] addresses = resolver.resolve(normalized(host));
    for (InetAddress address : List.of(addresses)) {
      if (isAllowed ? !AddressRules.isAllowable(address) : !AddressRules.isPublic(address)) {
        throw new ForbiddenAddress(host);
      }
    }
    return addresses;
  }
}
