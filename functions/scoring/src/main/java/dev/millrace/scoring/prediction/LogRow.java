package dev.millrace.scoring.prediction;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.scoring.model.FeatureJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One row of the prediction log.
 *
 * @param deliveredAt when the invocation that stored it began
 * @param redrives how often its record had been redriven
 */
public record LogRow(StoreResult stored, Instant deliveredAt, int redrives, Latencies latencies) {
  private static final String ROLE = "active";

  /** How long the batch's remote calls took, in milliseconds. */
  public record Latencies(long lookUp, long model, long store) {}

  /**
   * From the record's first arrival on the stream to the stored prediction, in milliseconds: of a
   * redriven record the time that it lay on the failure pile too.
   */
  public long latencyMillis() {
    return millisToStored(stored.prediction().arrivalTime());
  }

  /**
   * From the delivery of the record's batch to the stored prediction, in milliseconds: our own
   * time.
   */
  public long deliveryToStoredMillis() {
    return millisToStored(deliveredAt);
  }

  private long millisToStored(Instant since) {
    return Math.max(0, Duration.between(since, stored.at()).toMillis());
  }

  /** The same for every delivery of the record that the same version scored. */
  String id() {
    return stored.prediction().position().recordId()
        + '/'
        + stored.prediction().modelVersion()
        + '/'
        + ROLE;
  }

  /**
   * The row as JSON.
   *
   * @param featureNames in the model's order
   */
  byte[] json(List<String> featureNames) {
    return Json.bytes(json -> write(json, featureNames));
  }

  private void write(JsonGenerator json, List<String> featureNames) throws IOException {
    Prediction prediction = stored.prediction();
    StreamPosition position = prediction.position();
    json.writeStartObject();
    json.writeStringField("log_id", id());
    json.writeStringField("record_id", position.recordId());
    json.writeStringField("stream", position.stream());
    json.writeStringField("shard_id", position.shardId());
    json.writeStringField("sequence_number", position.sequenceNumber());
    json.writeNumberField("sub_sequence_number", position.subSequenceNumber());
    json.writeStringField("id", prediction.id());
    json.writeStringField("event_time", Json.time(prediction.eventTime()));
    json.writeStringField("arrival_time", Json.time(prediction.arrivalTime()));
    json.writeStringField("status", stored.standing().code());
    json.writeStringField("role", ROLE);
    json.writeFieldName("features");
    FeatureJson.write(json, featureNames, prediction.features());
    prediction.prediction().write(json);
    json.writeStringField("model", prediction.model());
    json.writeStringField("model_version", prediction.modelVersion());
    json.writeNumberField("latency_ms", latencyMillis());
    json.writeNumberField("delivery_to_stored_ms", deliveryToStoredMillis());
    json.writeObjectFieldStart("latencies_ms");
    json.writeNumberField("look_up", latencies.lookUp());
    json.writeNumberField("model", latencies.model());
    json.writeNumberField("store", latencies.store());
    json.writeEndObject();
    json.writeEndObject();
  }
}
