package dev.millrace.scoring.redrive;

import dev.millrace.common.Deadline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a bucket that hold failed records. */
final class FailedObjects {
  private final S3Client s3;
  private final String bucket;

  FailedObjects(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /**
   * The objects under a prefix in the order of their keys, listed page by page as they are read.
   *
   * @param after the key behind which the listing begins; empty for the beginning
   */
  Iterator<S3Object> under(String prefix, String after, Deadline deadline) {
    return new Listing(prefix, after, deadline);
  }

  /** The names of the folders at the bucket's top. */
  List<String> folders(Deadline deadline) {
    return s3
        .listObjectsV2(
            list -> list.bucket(bucket).delimiter("/").overrideConfiguration(deadline.bound()))
        .commonPrefixes()
        .stream()
        .map(CommonPrefix::prefix)
        .map(prefix -> prefix.substring(0, prefix.length() - 1))
        .toList();
  }

  /** The object's bytes; empty when the object is gone. */
  Optional<ObjectBody> open(String key, Deadline deadline) {
    try {
      return Optional.of(
          new ObjectBody(
              s3.getObject(
                  get -> get.bucket(bucket).key(key).overrideConfiguration(deadline.bound())),
              bucket + "/" + key));
    } catch (NoSuchKeyException gone) {
      return Optional.empty();
    }
  }

  private final class Listing implements Iterator<S3Object> {
    private final String prefix;
    private final String after;
    private final Deadline deadline;
    private final Deque<S3Object> page = new ArrayDeque<>();
    private boolean more = true;
    private String token;

    Listing(String prefix, String after, Deadline deadline) {
      this.prefix = prefix;
      this.after = after.isEmpty() ? null : after;
      this.deadline = deadline;
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && more) {
        ListObjectsV2Response answer =
            s3.listObjectsV2(
                list ->
                    list.bucket(bucket)
                        .prefix(prefix)
                        .startAfter(after)
                        .continuationToken(token)
                        .overrideConfiguration(deadline.bound()));
        page.addAll(answer.contents());
        token = answer.nextContinuationToken();
        more = answer.isTruncated();
      }
      return !page.isEmpty();
    }

    @Override
    public S3Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.remove();
    }
  }
}
