package dev.millrace.ingestion.fetch.http;

import java.net.InetAddress;

/**
 * The addresses that begin with the same bits, as 10.0.0.0/8.
 *
 * @param first the first address, 4 or 16 bytes
 * @param bits how many bits are the same
 */
record AddressBlock(byte[] first, int bits) {
  static AddressBlock of(String text) {
    int slash = text.indexOf('/');
    return new AddressBlock(
        InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
        Integer.parseInt(text, slash + 1, text.length(), 10));
  }

  boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (address[i] != first[i]) {
        return false;
      }
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || (address[whole] ^ first[whole]) >> (Byte.SIZE - rest) == 0;
  }
}
