package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run is asked for.
 *
 * @param source the only source that is pulled; empty for all
 * @param backfill the times of a backfill; empty for new documents
 */
public record PullRequest(Optional<String> source, Optional<Range> backfill) {
  private static final String FORM =
      "{} for all sources, {\"source\"} for one, or {\"source\", \"from\", \"to\"} for a backfill";

  /**
   * A range of times.
   *
   * @param from its first
   * @param to behind its last
   */
  public record Range(Instant from, Instant to) {
    /** Checks that the range holds a time. */
    public Range {
      if (!from.isBefore(to)) {
        throw new InvalidInput(
            "from held %s and to %s, expected from to be before to".formatted(from, to));
      }
    }
  }

  /** Checks that nothing is null. */
  public PullRequest {
    Objects.requireNonNull(source);
    Objects.requireNonNull(backfill);
  }

  /**
   * Reads a request.
   *
   * @throws InvalidInput when it is of no such form
   * @throws IOException when the input cannot be read
   */
  public static PullRequest read(InputStream input) throws IOException {
    InvocationInput fields = InvocationInput.read(input, FORM);
    Optional<String> source = fields.take("source");
    Optional<Instant> from = fields.takeTime("from");
    Optional<Instant> to = fields.takeTime("to");
    fields.end();
    if (from.isPresent() != to.isPresent() || (from.isPresent() && source.isEmpty())) {
      throw new InvalidInput("The input holds a part of a backfill; expected " + FORM);
    }
    return new PullRequest(source, from.map(begin -> new Range(begin, to.orElseThrow())));
  }
}
