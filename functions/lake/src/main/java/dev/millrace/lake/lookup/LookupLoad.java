package dev.millrace.lake.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Loads a file: checks all of it, appends its rows to the history, then writes them for serving. A
 * run that dies leaves nothing that the same run, repeated, does not complete. Thread-safe.
 */
public final class LookupLoad {
  private static final long MOST_BYTES = 128L * 1024 * 1024;

  /** Serving orders rows by text of four digits for the year. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private final S3Client s3;
  private final String bucket;
  private final HistoryAppend history;
  private final ServedRows served;
  private final InstantSource clock;

  /**
   * Loads files of a bucket.
   *
   * @param bucket the lake's
   */
  public LookupLoad(
      S3Client s3, String bucket, HistoryAppend history, ServedRows served, InstantSource clock) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
    this.history = Objects.requireNonNull(history);
    this.served = Objects.requireNonNull(served);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Loads a file, or as much of it as there is time for.
   *
   * @param begin no chunk of rows is begun after it
   * @param end when the last one must be done
   * @throws InvalidInput when the request or the file cannot be used; nothing was loaded then
   */
  public LoadOutcome run(LoadRequest request, Deadline begin, Deadline end)
      throws InterruptedException {
    Instant validFrom = validFrom(request);
    CheckedFile file =
        new CheckedFile(
            new LookupFile(content(request.object(), end), request.key()), request.as());
    TreeMap<String, Boolean> numbers = new TreeMap<>();
    file.attributeColumns().forEach(column -> numbers.put(column.name(), column.isNumber()));
    long added = history.append(request.table(), validFrom, file);
    ServedRows.Progress progress =
        served.write(request.table(), validFrom, file, request.after(), begin, end);
    return new LoadOutcome(
        request.table(),
        validFrom,
        file.rows(),
        numbers,
        file.attributeColumns().stream().map(ColumnValues::note).flatMap(Optional::stream).toList(),
        added,
        progress.written(),
        progress.newer(),
        progress.next(),
        progress.stopped());
  }

  /** To the millisecond. Serving takes the newest row at once, so none is of the future. */
  private Instant validFrom(LoadRequest request) {
    Instant now = clock.instant();
    Instant validFrom = request.validFrom().orElse(now).truncatedTo(ChronoUnit.MILLIS);
    if (validFrom.isAfter(now) || validFrom.isBefore(EARLIEST)) {
      throw InvalidInput.field(
          "valid_from",
          validFrom.toString(),
          "a time from the year 1 to now, %s: serving takes a row as soon as it is loaded"
              .formatted(now.truncatedTo(ChronoUnit.MILLIS)));
    }
    return validFrom;
  }

  private byte[] content(String key, Deadline deadline) {
    try (ResponseInputStream<GetObjectResponse> object =
        s3.getObject(get -> get.bucket(bucket).key(key).overrideConfiguration(deadline.bound()))) {
      if (object.response().contentLength() > MOST_BYTES) {
        object.abort();
        throw InvalidInput.field(
            "object",
            key,
            "a file of at most %,d bytes; this one has %,d: load it in several, with one and the same valid_from"
                .formatted(MOST_BYTES, object.response().contentLength()));
      }
      return object.readAllBytes();
    } catch (NoSuchKeyException missing) {
      throw new InvalidInput(
          "object held \"%s\", expected the key of an object in bucket %s".formatted(key, bucket),
          missing);
    } catch (IOException broken) {
      throw new UncheckedIOException("Reading %s failed".formatted(key), broken);
    }
  }
}
