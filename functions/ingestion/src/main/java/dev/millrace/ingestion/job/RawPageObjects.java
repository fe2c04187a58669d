package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.JsonObject;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.stage.StagedSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Bronze of ingestion: each page as the source answered it, byte for byte, in {@code
 * pages/SOURCE/JOB/00000001}. An object is created once: of a page that was asked for twice the
 * first answer counts, so that what is staged and where the next page begins come from the same
 * bytes. Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when S3 does not
 * answer in time. Thread-safe.
 */
final class RawPageObjects {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final String CONTENT_TYPE = "content-type";
  private static final String NO_CONTENT_TYPE = "application/octet-stream";
  private static final String STATUS = "millrace-status";
  private static final String HEADERS = "millrace-headers";

  private final S3Client s3;
  private final String bucket;

  RawPageObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** The key of a page, counted from 1. */
  static String key(StagedSource at, int page) {
    return "pages/%s/%s/%08d".formatted(at.source(), at.job(), page);
  }

  /** The page as it is kept; empty where it is not. */
  Optional<RawPage> find(StagedSource at, int page, Deadline deadline) {
    try {
      ResponseBytes<GetObjectResponse> found =
          s3.getObjectAsBytes(
              get -> get.bucket(bucket).key(key(at, page)).overrideConfiguration(deadline.bound()));
      return Optional.of(page(found));
    } catch (NoSuchKeyException none) {
      return Optional.empty();
    }
  }

  /**
   * Keeps a page.
   *
   * @return the page that is kept: another one where an invocation before has kept it
   */
  RawPage keep(StagedSource at, int page, RawPage raw, Deadline deadline) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key(at, page))
                  .contentType(raw.headers().getOrDefault(CONTENT_TYPE, NO_CONTENT_TYPE))
                  .metadata(
                      Map.of(
                          STATUS, Integer.toString(raw.status()), HEADERS, headers(raw.headers())))
                  .ifNoneMatch("*")
                  .overrideConfiguration(deadline.bound()),
          RequestBody.fromBytes(raw.body()));
      return raw;
    } catch (S3Exception refused) {
      if (refused.statusCode() != PRECONDITION_FAILED && refused.statusCode() != CONFLICT) {
        throw refused;
      }
      return find(at, page, deadline).orElseThrow(() -> refused);
    }
  }

  /** All but the content type, which the object has as its own; they are printable ASCII. */
  private static String headers(Map<String, String> headers) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              for (Map.Entry<String, String> header : headers.entrySet()) {
                if (!header.getKey().equals(CONTENT_TYPE)) {
                  json.writeStringField(header.getKey(), header.getValue());
                }
              }
              json.writeEndObject();
            }),
        StandardCharsets.US_ASCII);
  }

  private static RawPage page(ResponseBytes<GetObjectResponse> found) {
    Map<String, String> kept = found.response().metadata();
    Map<String, String> headers = new TreeMap<>();
    try {
      JsonObject.read(
          new ByteArrayInputStream(
              kept.getOrDefault(HEADERS, "").getBytes(StandardCharsets.US_ASCII)),
          (name, json) -> headers.put(name, json.getText()));
    } catch (JsonObject.Malformed | IOException other) {
      throw new IllegalStateException("A raw page was not kept by this capability", other);
    }
    String type = found.response().contentType();
    if (!NO_CONTENT_TYPE.equals(type)) {
      headers.put(CONTENT_TYPE, type);
    }
    return new RawPage(
        found.asByteArrayUnsafe(), headers, Integer.parseInt(kept.getOrDefault(STATUS, "200")));
  }
}
