package dev.millrace.ingestion.fetch.http;

import java.util.Locale;
import java.util.Set;

/**
 * A header of a request.
 *
 * @param confidential whether it is for the source's own host alone
 */
public record RequestHeader(String name, String value, boolean confidential) {
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  public RequestHeader {
    confidential = confidential || CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** A header that any host may see, except for those that hold credentials by their name. */
  public RequestHeader(String name, String value) {
    this(name, value, false);
  }

  @Override
  public String toString() {
    return name;
  }
}
