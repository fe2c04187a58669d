package dev.millrace.tools.smoke.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What Lambda gave up since a time: only the days since then are listed, and each object is read
 * once.
 */
public final class FailuresBucket {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "aws/lambda/";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd/");

  /** How far the clocks of this machine and of AWS may be apart. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final S3Client s3;
  private final String bucket;
  private final Instant since;
  private final Set<String> read = new HashSet<>();
  private final List<GivenUp> records = new ArrayList<>();

  public FailuresBucket(S3Client s3, String bucket, Instant since) {
    this.s3 = s3;
    this.bucket = bucket;
    this.since = since.minus(CLOCKS_APART);
  }

  /**
   * A record that was given up.
   *
   * @param data what had arrived
   * @param condition why Lambda gave it up, in its own word
   * @param invocations how often it had tried, about
   */
  public record GivenUp(String data, String condition, int invocations) {}

  /** The records whose data holds a text. */
  public List<GivenUp> holding(String text) {
    for (String mapping : folders(ROOT)) {
      for (String shard : folders(mapping)) {
        readDays(shard);
      }
    }
    return records.stream().filter(record -> record.data().contains(text)).toList();
  }

  private List<String> folders(String prefix) {
    return s3
        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix).delimiter("/"))
        .commonPrefixes()
        .stream()
        .map(CommonPrefix::prefix)
        .toList();
  }

  private void readDays(String shard) {
    LocalDate last = LocalDate.ofInstant(Instant.now().plus(CLOCKS_APART), ZoneOffset.UTC);
    for (LocalDate day = LocalDate.ofInstant(since, ZoneOffset.UTC);
        !day.isAfter(last);
        day = day.plusDays(1)) {
      String prefix = shard + DAY.format(day);
      for (S3Object object :
          s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents()) {
        if (!object.lastModified().isBefore(since) && !read.contains(object.key())) {
          read(object.key());
        }
      }
    }
  }

  private void read(String key) {
    String text;
    try {
      text = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    } catch (NoSuchKeyException listedTooEarly) {
      // The local S3 lists an object while it is written, under a passing name.
      return;
    }
    read.add(key);
    try {
      JsonNode object = JSON.readTree(text);
      JsonNode context = object.path("requestContext");
      for (JsonNode record : JSON.readTree(object.path("payload").asText()).path("Records")) {
        byte[] data = Base64.getDecoder().decode(record.at("/kinesis/data").asText());
        records.add(
            new GivenUp(
                new String(data, UTF_8),
                context.path("condition").asText(),
                context.path("approximateInvokeCount").asInt()));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("s3://%s/%s is not JSON".formatted(bucket, key), e);
    }
  }
}
