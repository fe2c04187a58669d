package dev.millrace.scoring.quarantine;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Sha256;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket of records that can never be scored: one object a batch, however many of its records
 * are bad, or a few where it would be larger than a reader should hold in memory.
 */
public final class Quarantine {
  private static final int PRECONDITION_FAILED = 412;
  private static final String DIGEST_OF_NOTHING = "1B2M2Y8AsgTpgAmY7PhCfg==";
  private static final int HASH_CHARACTERS = 16;

  /** More than the longest line, of a record of 1 MiB whose every byte is escaped. */
  private static final int OBJECT_BYTES = 8 * 1024 * 1024;

  private static final DateTimeFormatter PARTITION =
      DateTimeFormatter.ofPattern("'dt='uuuu-MM-dd'/hr='HH", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  private final S3Client s3;
  private final String bucket;

  /** Puts records away in a bucket. Thread-safe. */
  public Quarantine(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /**
   * Writes the records of one batch.
   *
   * @return false when the bucket did not take all of them in time
   */
  public boolean put(List<Quarantined> records, Deadline deadline) {
    List<Quarantined> part = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Quarantined quarantined : records) {
      byte[] line = line(quarantined);
      if (lines.size() > 0 && lines.size() + line.length > OBJECT_BYTES) {
        if (!put(part, lines.toByteArray(), deadline)) {
          return false;
        }
        part.clear();
        lines.reset();
      }
      part.add(quarantined);
      lines.writeBytes(line);
    }
    return part.isEmpty() || put(part, lines.toByteArray(), deadline);
  }

  private boolean put(List<Quarantined> records, byte[] lines, Deadline deadline) {
    String key = key(records);
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .ifNoneMatch("*")
                  .contentType("application/x-ndjson")
                  .overrideConfiguration(deadline.bound()),
          RequestBody.fromBytes(lines));
      return true;
    } catch (S3Exception refused) {
      if (refused.statusCode() == PRECONDITION_FAILED) {
        LOG.info(
            "Quarantine object {} was there: an earlier delivery of the same records wrote it",
            key);
        return true;
      }
      return failed(records, refused);
    } catch (SdkException unreachable) {
      return failed(records, unreachable);
    }
  }

  /**
   * Goes the way of a put but for its effect: the bytes are not those that their digest stands for.
   * A condition on an object that is not there would do as well, but needs s3:GetObject.
   *
   * @throws SdkException when the bucket cannot be reached, or does not take objects from here
   */
  public void rehearse(Deadline deadline) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key("sessions/warm-up")
                  .contentMD5(DIGEST_OF_NOTHING)
                  .overrideConfiguration(deadline.bound()),
          RequestBody.fromString("warm-up"));
    } catch (S3Exception refused) {
      if (refused.awsErrorDetails() == null
          || !refused.awsErrorDetails().errorCode().equals("BadDigest")) {
        throw refused;
      }
      return;
    }
    throw new IllegalStateException("A put with a wrong digest was carried out on " + bucket);
  }

  private boolean failed(List<Quarantined> records, SdkException cause) {
    LOG.warn("Putting {} records into quarantine failed: {}", records.size(), cause.getMessage());
    return false;
  }

  /** The same records give the same key, so that a replay finds its object. */
  static String key(List<Quarantined> records) {
    StreamRecord first = records.getFirst().record();
    StreamPosition position = first.position();
    return "%s/%s/%s-%s-%s.ndjson"
        .formatted(
            position.stream(),
            PARTITION.format(first.arrival()),
            position.shardId(),
            position.sequenceNumber(),
            hash(records));
  }

  private static String hash(List<Quarantined> records) {
    StringBuilder identities = new StringBuilder();
    for (Quarantined quarantined : records) {
      StreamRecord record = quarantined.record();
      identities
          .append(record.position().recordId())
          .append(' ')
          .append(record.redrives())
          .append(' ')
          .append(quarantined.model())
          .append('\n');
    }
    return Sha256.hex(identities.toString().getBytes(StandardCharsets.UTF_8))
        .substring(0, HASH_CHARACTERS);
  }

  private static byte[] line(Quarantined quarantined) {
    return Json.bytes(
        json -> {
          quarantined.write(json);
          json.writeRaw('\n');
        });
  }
}
