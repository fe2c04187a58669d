package dev.millrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads what became of records where the stack writes it: the prediction log, the quarantine and
 * the failures bucket.
 */
final class OutcomeReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FAILURES_PREFIX = "aws/lambda/";

  /**
   * Where to read.
   *
   * @param source the stream whose records are followed
   * @param model whose predictions count
   */
  record Places(
      String source, String model, String predictionLog, String quarantine, String failures) {}

  private final KinesisClient kinesis;
  private final S3Client s3;
  private final Places places;
  private final Ledger ledger;
  private final Map<String, String> iterators = new HashMap<>();
  private final Set<String> objectsRead = new HashSet<>();
  private final Set<String> logIds = new HashSet<>();

  OutcomeReader(KinesisClient kinesis, S3Client s3, Places places, Ledger ledger) {
    this.kinesis = kinesis;
    this.s3 = s3;
    this.places = places;
    this.ledger = ledger;
    for (var shard :
        kinesis.listShards(request -> request.streamName(places.predictionLog())).shards()) {
      String iterator =
          kinesis
              .getShardIterator(
                  request ->
                      request
                          .streamName(places.predictionLog())
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      iterators.put(shard.shardId(), iterator);
    }
  }

  /** Reads what has come since the last time. */
  void read() throws IOException {
    for (var iterator : iterators.entrySet()) {
      GetRecordsResponse response;
      do {
        response = kinesis.getRecords(request -> request.shardIterator(iterator.getValue()));
        for (Record row : response.records()) {
          logged(JSON.readTree(row.data().asByteArrayUnsafe()));
        }
        iterator.setValue(response.nextShardIterator());
      } while (!response.records().isEmpty());
    }
    readObjects(places.quarantine(), places.source() + "/");
    readObjects(places.failures(), FAILURES_PREFIX);
  }

  private void logged(JsonNode row) {
    boolean isAnswer =
        row.path("model").asText().equals(places.model())
            && row.path("origin").asText().equals("stream")
            && !row.path("role").asText().equals("shadow");
    if (isAnswer && logIds.add(row.path("log_id").asText())) {
      ledger.outcome(row.path("record_id").asText(), new Outcome.Logged(row));
    }
  }

  private void readObjects(String bucket, String prefix) throws IOException {
    for (S3Object object :
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents()) {
      String name = bucket + "/" + object.key();
      if (!objectsRead.contains(name)) {
        Optional<String> body = body(bucket, object.key());
        if (body.isPresent()) {
          objectsRead.add(name);
          if (bucket.equals(places.quarantine())) {
            quarantined(body.get());
          } else {
            failed(object.key(), JSON.readTree(body.get()));
          }
        }
      }
    }
  }

  /**
   * Empty for an object that the emulator lists while it is being written, under a passing name.
   */
  private Optional<String> body(String bucket, String key) {
    try {
      return Optional.of(
          s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String());
    } catch (NoSuchKeyException passing) {
      return Optional.empty();
    }
  }

  private void quarantined(String lines) throws IOException {
    for (String line : lines.split("\n", -1)) {
      if (!line.isBlank()) {
        JsonNode row = JSON.readTree(line);
        if (!row.path("model").asText().equals(places.model())) {
          continue;
        }
        Optional<String> id =
            row.path("id").isTextual() ? Optional.of(row.path("id").asText()) : Optional.empty();
        ledger.outcome(
            row.path("record_id").asText(),
            new Outcome.Quarantined(id, row.path("reason").asText(), row.path("detail").asText()));
      }
    }
  }

  private void failed(String key, JsonNode object) throws IOException {
    String condition = object.path("requestContext").path("condition").asText();
    String shardId = object.path("KinesisBatchInfo").path("shardId").asText();
    JsonNode event =
        JSON.readTree(object.path("payload").asText().getBytes(StandardCharsets.UTF_8));
    for (JsonNode row : event.path("Records")) {
      String sequenceNumber = row.path("kinesis").path("sequenceNumber").asText();
      ledger.outcome(
          "%s/%s/%s/0".formatted(places.source(), shardId, sequenceNumber),
          new Outcome.Failed(condition, key));
    }
  }
}
