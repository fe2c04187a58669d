package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The prediction log from its beginning: what became of each record of {@code sessions}. */
final class LoggedPredictions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 100;
  private static final List<String> COMPARED =
      List.of("day_of_year", "day_of_week", "hour_of_day", "zip_known");

  private final KinesisClient kinesis;
  private final String stream;

  LoggedPredictions(KinesisClient kinesis, String stream) {
    this.kinesis = kinesis;
    this.stream = stream;
  }

  /**
   * Reads until each document has a row, and checks it.
   *
   * @param documents by record id
   * @return the rows by record id
   * @throws IllegalStateException unless each was predicted, from the features that {@link
   *     NaiveFeatures} gives it: to time anything else would be idle
   */
  Map<String, JsonNode> of(Map<String, byte[]> documents) throws IOException, InterruptedException {
    Map<String, JsonNode> rows = read(documents.keySet());
    int right = 0;
    for (var document : documents.entrySet()) {
      JsonNode row = rows.get(document.getKey());
      right += row != null && isRight(document.getValue(), row) ? 1 : 0;
    }
    if (right < documents.size()) {
      throw new IllegalStateException(
          "Of %d documents %d have a row in the prediction log, and %d were predicted from the right features"
              .formatted(documents.size(), rows.size(), right));
    }
    return rows;
  }

  /**
   * How many rows a shadow version predicted: all that come until none has come for a while.
   *
   * @throws IllegalStateException when one holds an error
   */
  long shadows() throws IOException, InterruptedException {
    Map<String, String> iterators = iterators();
    Set<String> logIds = new HashSet<>();
    long lastRow = System.nanoTime();
    while (System.nanoTime() - lastRow < PATIENCE.toNanos()) {
      int before = logIds.size();
      for (var iterator : iterators.entrySet()) {
        GetRecordsResponse response =
            kinesis.getRecords(get -> get.shardIterator(iterator.getValue()));
        for (Record record : response.records()) {
          JsonNode row = JSON.readTree(record.data().asByteArrayUnsafe());
          if (row.path("role").asText().equals("shadow")) {
            if (row.has("error")) {
              throw new IllegalStateException("A shadow row held " + row.path("error"));
            }
            logIds.add(row.path("log_id").asText());
          }
        }
        iterator.setValue(response.nextShardIterator());
      }
      if (logIds.size() > before) {
        lastRow = System.nanoTime();
      } else {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return logIds.size();
  }

  private static boolean isRight(byte[] document, JsonNode row) throws IOException {
    double[] logged =
        COMPARED.stream().mapToDouble(name -> row.path("features").path(name).asDouble()).toArray();
    return row.path("status").asText().equals("predicted")
        && Arrays.equals(logged, new NaiveFeatures().of(document));
  }

  /** Ends early when no row has come for a while. */
  private Map<String, JsonNode> read(Set<String> recordIds)
      throws IOException, InterruptedException {
    Map<String, JsonNode> rows = new HashMap<>();
    Map<String, String> iterators = iterators();
    long lastRow = System.nanoTime();
    while (rows.size() < recordIds.size() && System.nanoTime() - lastRow < PATIENCE.toNanos()) {
      int before = rows.size();
      for (var iterator : iterators.entrySet()) {
        GetRecordsResponse response =
            kinesis.getRecords(get -> get.shardIterator(iterator.getValue()));
        for (Record record : response.records()) {
          JsonNode row = JSON.readTree(record.data().asByteArrayUnsafe());
          if (recordIds.contains(row.path("record_id").asText())) {
            rows.put(row.path("record_id").asText(), row);
          }
        }
        iterator.setValue(response.nextShardIterator());
      }
      if (rows.size() > before) {
        lastRow = System.nanoTime();
      } else {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return rows;
  }

  private Map<String, String> iterators() {
    Map<String, String> iterators = new HashMap<>();
    for (var shard : kinesis.listShards(list -> list.streamName(stream)).shards()) {
      iterators.put(
          shard.shardId(),
          kinesis
              .getShardIterator(
                  get ->
                      get.streamName(stream)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator());
    }
    return iterators;
  }
}
