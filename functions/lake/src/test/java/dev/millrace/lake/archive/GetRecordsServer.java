package dev.millrace.lake.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.Json;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.testsupport.Kinesalite;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The reading calls of Kinesis over HTTP, with what an emulator does not let a test choose:
 * arrivals, the size of answers, how far behind the tip they say that they are, and refusals. A
 * stream's name in the account is its logical one with {@code -stream} behind it.
 */
final class GetRecordsServer implements AutoCloseable {
  private final HttpServer server;
  private final KinesisClient client;
  private final Map<String, Map<String, Shard>> streams = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private BiFunction<String, String, Optional<String>> refusal = (call, shard) -> Optional.empty();
  private int recordsPerAnswer = 3;
  private boolean emptyAnswersBetween;
  private long sequenceNumber = 7;

  private static final class Shard {
    private final List<BronzeRecord> records = new ArrayList<>();
    private List<String> parents = List.of();
    private boolean closed;
  }

  GetRecordsServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    client = Kinesalite.client(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    for (String stream : List.of("sessions", "service-events", "predictions")) {
      streams.put(stream, new LinkedHashMap<>());
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  KinesisClient client() {
    return client;
  }

  synchronized void open(String stream, String shard, String... parents) {
    Shard opened = new Shard();
    opened.parents = List.of(parents);
    for (String parent : parents) {
      if (streams.get(stream).containsKey(parent)) {
        streams.get(stream).get(parent).closed = true;
      }
    }
    streams.get(stream).put(shard, opened);
  }

  /** The stream forgets a shard, as it does when the last of its records has expired. */
  synchronized void expire(String stream, String shard) {
    streams.get(stream).remove(shard);
  }

  /** Sequence numbers grow by more than one, and gain digits. */
  synchronized void put(String stream, String shard, Instant arrival, byte[] data) {
    sequenceNumber = sequenceNumber * 3 / 2 + 1;
    streams
        .get(stream)
        .get(shard)
        .records
        .add(new BronzeRecord(stream, shard, Long.toString(sequenceNumber), "key", arrival, data));
  }

  /** The records of each shard that has any, by {@code stream/shard}. */
  synchronized Map<String, List<BronzeRecord>> records() {
    Map<String, List<BronzeRecord>> records = new HashMap<>();
    streams.forEach(
        (stream, shards) ->
            shards.forEach(
                (shard, held) -> {
                  if (!held.records.isEmpty()) {
                    records.put(stream + "/" + shard, List.copyOf(held.records));
                  }
                }));
    return records;
  }

  synchronized void recordsPerAnswer(int records) {
    recordsPerAnswer = records;
  }

  /** Every other answer is empty and says that the tip is not reached, as Kinesis may. */
  synchronized void emptyAnswersBetween() {
    emptyAnswersBetween = true;
  }

  /**
   * Refuses calls.
   *
   * @param error the error's name, by call and shard; a name that ends in {@code Failure} is a
   *     fault of the service
   */
  synchronized void refuse(BiFunction<String, String, Optional<String>> error) {
    refusal = error;
  }

  /** {@code call stream/shard}, in order. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> request = read(exchange.getRequestBody());
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      byte[] answer;
      int status = 200;
      synchronized (this) {
        String call = target.substring(target.indexOf('.') + 1);
        String place =
            request.getOrDefault(
                "ShardIterator", request.get("StreamName") + "/" + request.get("ShardId"));
        String[] parts = place.split("[/#]", -1);
        calls.add(call + " " + parts[0].replace("-stream", "") + "/" + parts[1]);
        Optional<String> refused = refusal.apply(call, parts[1]);
        if (refused.isPresent()) {
          status = refused.get().endsWith("Failure") ? 500 : 400;
          answer = error(refused.get());
        } else {
          answer =
              switch (call) {
                case "ListShards" -> list(parts[0]);
                case "GetShardIterator" -> iterator(place, request);
                case "GetRecords" -> records(parts);
                default -> throw new IOException("No answer for " + call);
              };
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static Map<String, String> read(InputStream body) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    return fields;
  }

  private static byte[] error(String name) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("__type", name);
          json.writeStringField("message", "refused");
          json.writeEndObject();
        });
  }

  private Map<String, Shard> shards(String streamName) {
    return streams.get(streamName.substring(0, streamName.length() - "-stream".length()));
  }

  private byte[] list(String streamName) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("Shards");
          for (Map.Entry<String, Shard> shard : shards(streamName).entrySet()) {
            list(json, shard.getKey(), shard.getValue());
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void list(JsonGenerator json, String id, Shard shard) throws IOException {
    json.writeStartObject();
    json.writeStringField("ShardId", id);
    if (!shard.parents.isEmpty()) {
      json.writeStringField("ParentShardId", shard.parents.getFirst());
    }
    if (shard.parents.size() > 1) {
      json.writeStringField("AdjacentParentShardId", shard.parents.getLast());
    }
    json.writeObjectFieldStart("SequenceNumberRange");
    json.writeStringField("StartingSequenceNumber", "0");
    if (shard.closed) {
      json.writeStringField("EndingSequenceNumber", "9".repeat(56));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** An iterator is {@code stream/shard#index}, with {@code #empty} behind for an empty answer. */
  private byte[] iterator(String place, Map<String, String> request) throws IOException {
    String[] parts = place.split("/", -1);
    List<BronzeRecord> records = shards(parts[0]).get(parts[1]).records;
    int index =
        switch (request.get("ShardIteratorType")) {
          case "TRIM_HORIZON" -> 0;
          case "AFTER_SEQUENCE_NUMBER" ->
              1
                  + records.stream()
                      .map(BronzeRecord::sequenceNumber)
                      .toList()
                      .indexOf(request.get("StartingSequenceNumber"));
          default -> throw new IOException("No iterator of " + request.get("ShardIteratorType"));
        };
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("ShardIterator", place + "#" + index);
          json.writeEndObject();
        });
  }

  private byte[] records(String[] iterator) {
    Shard shard = shards(iterator[0]).get(iterator[1]);
    int from = Integer.parseInt(iterator[2]);
    boolean empty = emptyAnswersBetween && iterator.length == 3;
    int to = empty ? from : Math.min(shard.records.size(), from + recordsPerAnswer);
    boolean atTip = !empty && to == shard.records.size();
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("Records");
          for (BronzeRecord record : shard.records.subList(from, to)) {
            json.writeStartObject();
            json.writeStringField("SequenceNumber", record.sequenceNumber());
            json.writeStringField("PartitionKey", record.partitionKey());
            json.writeNumberField(
                "ApproximateArrivalTimestamp", record.arrival().toEpochMilli() / 1000.0);
            json.writeBinaryField("Data", record.data());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("MillisBehindLatest", atTip ? 0 : 60_000);
          if (!(shard.closed && atTip)) {
            json.writeStringField(
                "NextShardIterator",
                "%s/%s#%d%s".formatted(iterator[0], iterator[1], to, empty ? "#empty" : ""));
          }
          json.writeEndObject();
        });
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
