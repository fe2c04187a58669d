package dev.millrace.ingestion.fetch;

import java.util.Map;
import java.util.Objects;

/**
 * One page as it arrived, which is kept.
 *
 * @param body the bytes, unpacked, shared with the caller
 * @param headers those that decoding needs, by lower-case name: the content type, the next page's
 *     link, a total. At most a few kilobytes of printable ASCII; no secret is in them
 * @param status of HTTP
 */
public record RawPage(byte[] body, Map<String, String> headers, int status) {
  public RawPage {
    Objects.requireNonNull(body);
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    // The body may hold personal data; a page in a log would show it.
    return "page of status %d and %d bytes".formatted(status, body.length);
  }
}
