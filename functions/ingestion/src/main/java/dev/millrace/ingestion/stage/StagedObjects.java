package dev.millrace.ingestion.stage;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects of jobs under way. They are created once and never overwritten. Calls throw {@link
 * SdkException} when the bucket cannot be reached in time. Thread-safe.
 */
public final class StagedObjects {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final Duration CONFLICT_PAUSE = Duration.ofMillis(200);

  private final S3Client s3;
  private final String bucket;

  /** The objects of a bucket. */
  public StagedObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /**
   * Creates an object.
   *
   * @param type its media type
   * @return false where one was there, which stays
   */
  public boolean create(String key, byte[] bytes, String type, Deadline deadline)
      throws InterruptedException {
    while (true) {
      try {
        s3.putObject(
            put ->
                put.bucket(bucket)
                    .key(key)
                    .ifNoneMatch("*")
                    .contentType(type)
                    .overrideConfiguration(deadline.bound()),
            RequestBody.fromBytes(bytes));
        return true;
      } catch (S3Exception refused) {
        if (refused.statusCode() == PRECONDITION_FAILED) {
          return false;
        }
        // Another run of the same step is writing it at this moment.
        if (refused.statusCode() != CONFLICT || !deadline.pause(CONFLICT_PAUSE)) {
          throw refused;
        }
      }
    }
  }

  /** What an object holds; empty where there is none. */
  public Optional<byte[]> find(String key, Deadline deadline) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(
                  get -> get.bucket(bucket).key(key).overrideConfiguration(deadline.bound()))
              .asByteArrayUnsafe());
    } catch (NoSuchKeyException notThere) {
      return Optional.empty();
    }
  }
}
