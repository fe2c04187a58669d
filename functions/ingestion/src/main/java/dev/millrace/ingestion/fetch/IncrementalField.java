package dev.millrace.ingestion.fetch;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.Row;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The field that tells which rows of a source are new. A run asks for rows from the latest value of
 * the run before, less a lookback: rows that come late are asked for again. Immutable.
 */
public final class IncrementalField {
  private static final long LONGEST_LOOKBACK = Duration.ofDays(3_650).toSeconds();
  private static final long LARGEST_LOOKBACK = 1_000_000_000_000L;
  private static final int LONGEST_CHECKPOINT = 64;

  private final String field;
  private final IncrementalFormat format;
  private final BigInteger lookback;
  private final Optional<String> initial;
  private final String pointer;

  private IncrementalField(DefinitionObject incremental) {
    this.pointer = incremental.pointer();
    this.field = incremental.text("field");
    this.format =
        incremental.has("format")
            ? IncrementalFormat.of(incremental.word("format", IncrementalFormat.WORDS))
            : IncrementalFormat.ISO;
    this.lookback =
        format.isTime()
            ? IncrementalFormat.nanos(
                Instant.ofEpochSecond(
                    incremental.optionalWhole("lookback_seconds", 0, LONGEST_LOOKBACK).orElse(0)))
            : BigInteger.valueOf(
                incremental.optionalWhole("lookback", 0, LARGEST_LOOKBACK).orElse(0));
    this.initial =
        Optional.ofNullable(incremental.value("initial")).map(value -> initial(incremental, value));
  }

  /**
   * Takes {@code field, format, lookback_seconds, lookback} and {@code initial}.
   *
   * @throws dev.millrace.ingestion.definition.InvalidDefinition when one is missing or wrong
   */
  public static IncrementalField read(DefinitionObject incremental) {
    return new IncrementalField(incremental);
  }

  private String initial(DefinitionObject incremental, Object value) {
    return format
        .read(value)
        .map(format::write)
        .orElseThrow(() -> incremental.refused("initial", "a value as `format` says"));
  }

  /** The field's name, as the source calls it. */
  public String field() {
    return field;
  }

  /** What a first run asks from; empty where it asks for everything. */
  public Optional<String> initial() {
    return initial;
  }

  /**
   * What a run asks from.
   *
   * @param checkpoint as {@link #latest} gave it
   * @throws dev.millrace.runs.failure.StepFailure when it cannot be read
   */
  public String from(String checkpoint) {
    return format.write(place(checkpoint).subtract(lookback));
  }

  /**
   * The latest of these rows and of those before them. Rows whose value is missing or cannot be
   * read say nothing; the lookback does not cover them.
   *
   * @param rows as they were decoded, before any rule
   * @param soFar the latest of the rows before
   * @param notAfter times behind it are left out, so that one row of the year 2099 does not keep
   *     all others out: when the run began, say
   * @return a checkpoint of digits, at most 64 characters; empty where no row had a value
   */
  public Optional<String> latest(List<Row> rows, Optional<String> soFar, Instant notAfter) {
    BigInteger last = IncrementalFormat.nanos(notAfter);
    Optional<BigInteger> latest = soFar.map(this::place);
    for (Row row : rows) {
      Optional<BigInteger> place =
          format
              .read(row.value(field))
              .filter(value -> !format.isTime() || value.compareTo(last) <= 0);
      if (place.isPresent() && (latest.isEmpty() || place.get().compareTo(latest.get()) > 0)) {
        latest = place;
      }
    }
    return latest.map(BigInteger::toString);
  }

  private BigInteger place(String checkpoint) {
    if (checkpoint.length() > LONGEST_CHECKPOINT || !checkpoint.matches("-?[0-9]+")) {
      throw SourceFailures.source("The checkpoint of %s cannot be read".formatted(field), pointer);
    }
    return new BigInteger(checkpoint);
  }
}
