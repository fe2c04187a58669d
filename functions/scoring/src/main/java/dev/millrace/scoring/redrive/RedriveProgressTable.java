package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.millrace.common.Deadline;
import java.io.IOException;
import java.util.Collection;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The marks in a bucket, {@code redriven/<key>.json} beside the objects that they are about. A mark
 * only grows, and each write is conditional on what was read, so that two redrives at the same time
 * lose none of each other's records.
 */
final class RedriveProgressTable {
  private static final int ATTEMPTS = 5;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final S3Client s3;
  private final String bucket;

  RedriveProgressTable(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /**
   * A mark as it is stored.
   *
   * @param version its entity tag; empty when there is no mark yet
   */
  record Stored(RedriveProgress mark, String version) {}

  /** A mark could not be read or written. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The object's mark, which is {@link RedriveProgress#NONE} when nothing of it was sent.
   *
   * @throws IOException when what is there is no mark
   */
  Stored find(String key, Deadline deadline) throws IOException {
    ResponseBytes<GetObjectResponse> found;
    try {
      found =
          s3.getObjectAsBytes(
              get -> get.bucket(bucket).key(markKey(key)).overrideConfiguration(deadline.bound()));
    } catch (NoSuchKeyException none) {
      return new Stored(RedriveProgress.NONE, "");
    }
    try {
      return new Stored(RedriveProgress.read(found.asByteArrayUnsafe()), found.response().eTag());
    } catch (JsonProcessingException malformed) {
      throw new IOException("its mark " + markKey(key) + " is not JSON", malformed);
    } catch (IOException other) {
      throw new IOException("its mark " + markKey(key) + ": " + other.getMessage(), other);
    }
  }

  /**
   * Adds records to the object's mark.
   *
   * @param known the mark as it was read or written last
   * @return what is stored now: also what another redrive added meanwhile
   * @throws Failure when the mark is not written by the deadline
   */
  Stored add(
      String key, Stored known, Collection<String> sent, boolean complete, Deadline deadline) {
    Stored base = known;
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        RedriveProgress grown = base.mark().with(sent, complete);
        try {
          return new Stored(grown, put(key, grown, base.version(), deadline));
        } catch (S3Exception refused) {
          if (!isOvertaken(refused)) {
            throw refused;
          }
          base = find(key, deadline);
        }
      }
    } catch (SdkException | IOException failed) {
      throw new Failure(
          "Mark %s in bucket %s was not written after %d records were sent: %s"
              .formatted(markKey(key), bucket, sent.size(), failed.getMessage()),
          failed);
    }
    throw new Failure(
        "Mark %s in bucket %s was overtaken %d times: another redrive is under way"
            .formatted(markKey(key), bucket, ATTEMPTS),
        null);
  }

  static String markKey(String key) {
    return "redriven/" + key + ".json";
  }

  private String put(String key, RedriveProgress mark, String version, Deadline deadline) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(markKey(key))
            .contentType("application/json")
            .overrideConfiguration(deadline.bound());
    if (version.isEmpty()) {
      put.ifNoneMatch("*");
    } else {
      put.ifMatch(version);
    }
    return s3.putObject(put.build(), RequestBody.fromBytes(mark.bytes())).eTag();
  }

  /** Another version is there, is being written at this moment, or was deleted. */
  private static boolean isOvertaken(S3Exception refused) {
    return refused.statusCode() == PRECONDITION_FAILED
        || refused.statusCode() == CONFLICT
        || (refused.statusCode() == NOT_FOUND && !isNoBucket(refused));
  }

  private static boolean isNoBucket(S3Exception refused) {
    return refused.awsErrorDetails() != null
        && "NoSuchBucket".equals(refused.awsErrorDetails().errorCode());
  }
}
