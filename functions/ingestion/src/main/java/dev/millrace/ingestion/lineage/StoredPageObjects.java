package dev.millrace.ingestion.lineage;

import dev.millrace.common.Deadline;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Whether raw pages are still there. To be told so of one that is not, a role needs {@code
 * s3:ListBucket} on the bucket. Thread-safe.
 */
public final class StoredPageObjects {
  private final S3Client s3;
  private final String bucket;

  /** The pages of a bucket. */
  public StoredPageObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /**
   * Whether the object is there.
   *
   * @throws SdkException when the bucket cannot be reached in time, or refuses to tell
   */
  boolean isThere(String object, Deadline deadline) {
    try {
      s3.headObject(
          head -> head.bucket(bucket).key(object).overrideConfiguration(deadline.bound()));
      return true;
    } catch (NoSuchKeyException deleted) {
      return false;
    }
  }
}
