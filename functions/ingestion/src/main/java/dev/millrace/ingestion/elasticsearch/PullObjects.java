package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Sha256;
import dev.millrace.ingestion.elasticsearch.cluster.SearchHit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What pulling keeps in a bucket: documents that no stream takes, below {@code
 * oversize/elasticsearch/}, and the windows of sent documents, below {@code windows/}. Objects are
 * created once. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when S3
 * cannot be reached. Thread-safe.
 */
public final class PullObjects {
  private static final int EXISTS = 412;
  private static final Logger LOG = LoggerFactory.getLogger(PullObjects.class);

  private final S3Client s3;
  private final String bucket;

  /** Of a bucket. */
  public PullObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** Keeps a document as its record; without its source where that did not come. */
  void keepOversize(String source, SearchHit hit, Deadline deadline) {
    byte[] record =
        hit.hasSource()
            ? hit.record()
            : Json.bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("_index", hit.index());
                  json.writeStringField("_id", hit.id());
                  json.writeEndObject();
                });
    create(oversizeKey(source, hit), "application/json", record, deadline);
  }

  /** By day of the document, named after it and its state: repeated, it is the same. */
  static String oversizeKey(String source, SearchHit hit) {
    String name = "%s\n%s\n%s".formatted(hit.index(), hit.id(), hit.revision());
    return "oversize/elasticsearch/%s/%s/%s.json"
        .formatted(
            source,
            Json.time(Instant.ofEpochMilli(hit.time())).substring(0, 10),
            Sha256.hex(name.getBytes(StandardCharsets.UTF_8)));
  }

  /** Keeps a window; the key of its object, which is named after what it holds. */
  String keepWindow(String source, SentDocuments sent, Deadline deadline) {
    byte[] bytes = sent.bytes();
    String key = "windows/%s/%s".formatted(source, Sha256.hex(bytes));
    create(key, "application/octet-stream", bytes, deadline);
    return key;
  }

  /** A window; an empty one where it has expired, as what is in it has, then. */
  SentDocuments window(Optional<String> key, Deadline deadline) {
    if (key.isEmpty()) {
      return new SentDocuments();
    }
    try {
      return SentDocuments.of(
          s3.getObjectAsBytes(
                  get -> get.bucket(bucket).key(key.get()).overrideConfiguration(deadline.bound()))
              .asByteArrayUnsafe());
    } catch (NoSuchKeyException expired) {
      LOG.info("The window {} is gone: documents of the overlap are sent again", key.get());
      return new SentDocuments();
    }
  }

  private void create(String key, String type, byte[] bytes, Deadline deadline) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .ifNoneMatch("*")
                  .contentType(type)
                  .overrideConfiguration(deadline.bound()),
          RequestBody.fromBytes(bytes));
    } catch (S3Exception refused) {
      if (refused.statusCode() != EXISTS) {
        throw refused;
      }
    }
  }
}
