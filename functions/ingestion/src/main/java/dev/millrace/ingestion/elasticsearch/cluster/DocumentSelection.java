package dev.millrace.ingestion.elasticsearch.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which documents are wanted.
 *
 * @param index names and patterns of indexes, separated by commas
 * @param timeField the field, a date, whose time is compared; documents without it are in no range
 * @param query a query as JSON that they have to match too; empty for all
 * @param from the first time, to the millisecond
 * @param to the time before which they are
 */
public record DocumentSelection(
    String index, String timeField, Optional<String> query, Instant from, Instant to) {
  /** Checks that nothing is null. */
  public DocumentSelection {
    Objects.requireNonNull(index);
    Objects.requireNonNull(timeField);
    Objects.requireNonNull(query);
    Objects.requireNonNull(from);
    Objects.requireNonNull(to);
  }

  /** The indexes as a part of a path. */
  String path() {
    return '/' + encoded(index);
  }

  /** A text as a part of a path or query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
