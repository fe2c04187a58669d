package dev.millrace.tables.bronze;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of bronze in the lake's bucket. They are created once and never overwritten. Calls
 * throw {@link SdkException} when the bucket cannot be reached in time.
 */
public final class BronzeObjects {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final Duration CONFLICT_PAUSE = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(BronzeObjects.class);

  private final S3Client s3;
  private final String bucket;

  /** The objects of bronze in a bucket. Thread-safe. */
  public BronzeObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /**
   * Creates the object, unless one that begins with the same record is there: that one is adopted.
   *
   * @return the manifest row of the object that is there now; its last record can be an earlier or
   *     a later one than the last of {@code object}
   */
  public ManifestRow create(BronzeObject object, Deadline deadline) throws InterruptedException {
    ManifestRow row = object.close();
    while (true) {
      try {
        put(row, object, deadline);
        return row;
      } catch (S3Exception refused) {
        if (refused.statusCode() == PRECONDITION_FAILED) {
          LOG.info(
              "Object {} was there: an earlier run, or another one, wrote it", row.objectKey());
          return adopted(row, deadline);
        }
        // Another run is writing the object at this moment.
        if (refused.statusCode() != CONFLICT || !deadline.pause(CONFLICT_PAUSE)) {
          throw refused;
        }
      }
    }
  }

  private void put(ManifestRow row, BronzeObject object, Deadline deadline) {
    s3.putObject(
        put ->
            put.bucket(bucket)
                .key(row.objectKey())
                .ifNoneMatch("*")
                .metadata(
                    Map.of(
                        "first-sequence-number", row.firstSequenceNumber(),
                        "last-sequence-number", row.lastSequenceNumber(),
                        "record-count", Long.toString(row.recordCount()),
                        "first-arrival", Json.time(row.firstArrival()),
                        "last-arrival", Json.time(row.lastArrival())))
                .overrideConfiguration(deadline.bound()),
        RequestBody.fromContentProvider(object::content, row.bytes(), "application/gzip"));
  }

  private ManifestRow adopted(ManifestRow ours, Deadline deadline) {
    HeadObjectResponse there =
        s3.headObject(
            head ->
                head.bucket(bucket).key(ours.objectKey()).overrideConfiguration(deadline.bound()));
    Map<String, String> metadata = there.metadata();
    return new ManifestRow(
        ours.stream(),
        ours.shardId(),
        required(metadata, "first-sequence-number", ours),
        required(metadata, "last-sequence-number", ours),
        ours.objectKey(),
        Long.parseLong(required(metadata, "record-count", ours)),
        there.contentLength(),
        Instant.parse(required(metadata, "first-arrival", ours)),
        Instant.parse(required(metadata, "last-arrival", ours)));
  }

  private static String required(Map<String, String> metadata, String name, ManifestRow row) {
    String held = metadata.get(name);
    if (held == null) {
      throw new IllegalStateException(
          "Object %s has no metadata %s; expected an object that ArchiveStreams wrote"
              .formatted(row.objectKey(), name));
    }
    return held;
  }

  /**
   * Opens an object for reading.
   *
   * @param deadline bounds the wait for its first byte, when it is opened anew too
   * @throws NoSuchKeyException when the object is gone
   */
  public BronzeReader open(ManifestRow row, Deadline deadline) {
    return open(row.objectKey(), deadline);
  }

  /** Opens an object by its key, as {@link #open(ManifestRow, Deadline)} does. */
  public BronzeReader open(String objectKey, Deadline deadline) {
    return new BronzeReader(
        () ->
            s3.getObject(
                get -> get.bucket(bucket).key(objectKey).overrideConfiguration(deadline.bound())),
        objectKey);
  }
}
