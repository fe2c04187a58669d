package dev.millrace.ingestion.fetch;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a source may be asked, by all of its runs together.
 *
 * @param interval between the beginnings of two requests, longer than zero
 */
public record RequestRate(Duration interval) {
  private static final int MOST_REQUESTS = 10_000;
  private static final int LONGEST_SECONDS = 86_400;

  public RequestRate {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException(
          "An interval of " + interval + ", expected more than zero");
    }
  }

  /** Takes {@code rate_limit} of a source: so many {@code requests} in {@code per_seconds}. */
  public static Optional<RequestRate> read(DefinitionObject source) {
    return source
        .optionalObject("rate_limit")
        .map(
            limit -> {
              long requests =
                  limit
                      .optionalWhole("requests", 1, MOST_REQUESTS)
                      .orElseThrow(
                          () ->
                              limit.refused(
                                  "requests", "a whole number from 1 to " + MOST_REQUESTS));
              long seconds = limit.optionalWhole("per_seconds", 1, LONGEST_SECONDS).orElse(1);
              limit.end();
              return new RequestRate(Duration.ofSeconds(seconds).dividedBy(requests));
            });
  }
}
