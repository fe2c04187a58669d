package dev.millrace.ingestion.fetch.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was answered.
 *
 * @param url that answered, after redirects
 * @param headers values by lower-case name, in order
 * @param body unpacked; of a status from 300 on empty where it is longer than 64 KiB
 */
public record HttpAnswer(
    SourceUrl url, int status, Map<String, List<String>> headers, byte[] body) {
  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All values of a header. */
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Whether the body is what was asked for. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  @Override
  public String toString() {
    return "status %d of %s".formatted(status, url);
  }
}
