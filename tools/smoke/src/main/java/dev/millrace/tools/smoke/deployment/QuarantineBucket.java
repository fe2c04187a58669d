package dev.millrace.tools.smoke.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The records in quarantine that arrived since a time: only the hours since then are listed, and
 * each object is read once.
 */
public final class QuarantineBucket {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("'sessions/dt='yyyy-MM-dd'/hr='HH'/'").withZone(ZoneOffset.UTC);

  /** How far the clocks of this machine and of AWS may be apart. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final S3Client s3;
  private final String bucket;
  private final Instant since;
  private final Set<String> read = new HashSet<>();
  private final List<Line> lines = new ArrayList<>();

  public QuarantineBucket(S3Client s3, String bucket, Instant since) {
    this.s3 = s3;
    this.bucket = bucket;
    this.since = since.minus(CLOCKS_APART);
  }

  /**
   * A quarantined record.
   *
   * @param key of the object that it is in
   * @param redrives how often it had been redriven
   */
  public record Line(String key, String reason, int redrives, String data) {}

  /**
   * Waits for the record of a document, by its id, which was redriven so many times or more. The
   * document may be one whose id cannot be read: it is looked for in the bytes that arrived.
   *
   * @throws StepFailure when it is not there within the limit
   */
  public Line await(String id, int redrives, Duration limit)
      throws StepFailure, InterruptedException {
    Patience patience = new Patience(limit);
    Optional<Line> line = find(id, redrives);
    while (line.isEmpty()) {
      patience.pause(
          () ->
              new StepFailure(
                  "document %s in quarantine within %d s, redriven %d times"
                      .formatted(id, limit.toSeconds(), redrives),
                  "no such line below s3://%s/%s".formatted(bucket, prefixes()),
                  "the log of ScoreSessions and its permission on the bucket"));
      line = find(id, redrives);
    }
    return line.get();
  }

  private Optional<Line> find(String id, int redrives) {
    for (String prefix : prefixes()) {
      for (S3Object object :
          s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents()) {
        if (!object.lastModified().isBefore(since) && !read.contains(object.key())) {
          read(object.key());
        }
      }
    }
    String quoted = '"' + id + '"';
    return lines.stream()
        .filter(line -> line.redrives() >= redrives && line.data().contains(quoted))
        .findFirst();
  }

  /** The folders of the hours from then to now. */
  private List<String> prefixes() {
    List<String> prefixes = new ArrayList<>();
    Instant end = Instant.now().plus(CLOCKS_APART);
    for (Instant hour = since.truncatedTo(ChronoUnit.HOURS);
        !hour.isAfter(end);
        hour = hour.plus(1, ChronoUnit.HOURS)) {
      prefixes.add(HOUR.format(hour));
    }
    return prefixes;
  }

  private void read(String key) {
    String object;
    try {
      object = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    } catch (NoSuchKeyException listedTooEarly) {
      // The local S3 lists an object while it is written, under a passing name.
      return;
    }
    read.add(key);
    for (String line : object.split("\n", -1)) {
      if (!line.isBlank()) {
        JsonNode record = json(key, line);
        lines.add(
            new Line(
                key,
                record.path("reason").asText(),
                record.path("redrives").asInt(),
                record.path("data").asText()));
      }
    }
  }

  private JsonNode json(String key, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "s3://%s/%s holds a line that is not JSON".formatted(bucket, key), e);
    }
  }
}
