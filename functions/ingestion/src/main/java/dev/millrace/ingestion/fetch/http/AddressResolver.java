package dev.millrace.ingestion.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks for the addresses of a name. */
@FunctionalInterface
public interface AddressResolver {
  /**
   * All addresses of a name, one or more.
   *
   * @param host a name, or an address, which is its own; without brackets
   */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
