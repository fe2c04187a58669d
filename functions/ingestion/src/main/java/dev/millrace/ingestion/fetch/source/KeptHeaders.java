package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.http.HttpAnswer;
import dev.millrace.ingestion.fetch.http.QueryParameters;
import dev.millrace.ingestion.fetch.http.SourceUrl;
import dev.millrace.ingestion.fetch.pagination.LinkHeader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The headers that are kept with a page: few, short, printable, and without a secret. */
final class KeptHeaders {
  private static final int LONGEST = 1_500;

  private KeptHeaders() {}

  /**
   * The content type, and those of these names that the answer has.
   *
   * @param secrets names of parameters that are taken out of the next page's link
   */
  static Map<String, String> of(HttpAnswer answer, Set<String> names, Set<String> secrets) {
    Map<String, String> kept = new HashMap<>();
    answer
        .header("content-type")
        .filter(type -> type.length() <= LONGEST && isPrintable(type))
        .ifPresent(type -> kept.put("content-type", type));
    for (String name : names) {
      value(answer, name, secrets).ifPresent(value -> kept.put(name, checked(name, value)));
    }
    return kept;
  }

  private static Optional<String> value(HttpAnswer answer, String name, Set<String> secrets) {
    return name.equals(LinkHeader.NAME)
        ? LinkHeader.next(String.join(", ", answer.headers(name)))
            .map(target -> LinkHeader.of(whole(answer, target, secrets)))
        : answer.header(name);
  }

  /**
   * The link's address made whole by that which answered, which the page's reader does not know.
   */
  private static String whole(HttpAnswer answer, String target, Set<String> secrets) {
    try {
      return QueryParameters.without(
          URI.create(SourceUrl.resolve(answer.url().uri(), target)), secrets);
    } catch (IllegalArgumentException malformed) {
      throw SourceFailures.source("The address of the next page is no address");
    }
  }

  private static String checked(String name, String value) {
    if (value.length() > LONGEST || !isPrintable(value)) {
      throw SourceFailures.source(
          "The header `%s` of the answer is not printable ASCII of at most %d characters"
              .formatted(name, LONGEST));
    }
    return value;
  }

  private static boolean isPrintable(String value) {
    return value.chars().allMatch(unit -> unit >= ' ' && unit <= '~');
  }
}
