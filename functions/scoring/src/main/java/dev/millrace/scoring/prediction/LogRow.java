package dev.millrace.scoring.prediction;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.scoring.model.FeatureJson;
import dev.millrace.scoring.score.AnsweredBy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * One row of the prediction log.
 *
 * @param by why the version answered that was asked now
 * @param deliveredAt when the invocation that stored it began
 * @param redrives how often its record had been redriven
 */
public record LogRow(
    StoreResult stored,
    AnsweredBy by,
    Origin origin,
    Instant deliveredAt,
    int redrives,
    Latencies latencies) {
  /** The stream's name in the position of a document that came by a request. */
  public static final String REQUEST = "request";

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

  /** The identity of what was scored: its position, or the request and the place in it. */
  private String recordId() {
    StreamPosition position = stored.prediction().position();
    return origin == Origin.REQUEST
        ? "%s/%s/%d".formatted(REQUEST, position.sequenceNumber(), position.subSequenceNumber())
        : position.recordId();
  }

  /** The same for every delivery of the record that the same version scored in the same role. */
  String id() {
    return "%s/%s/%s/%s"
        .formatted(
            recordId(),
            stored.prediction().model(),
            stored.prediction().modelVersion(),
            by.role().code());
  }

  /** The row as JSON. */
  byte[] json() {
    return Json.bytes(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    Prediction prediction = stored.prediction();
    StreamPosition position = prediction.position();
    json.writeStartObject();
    json.writeStringField("log_id", id());
    json.writeStringField("record_id", recordId());
    json.writeStringField("stream", position.stream());
    json.writeStringField("shard_id", position.shardId());
    json.writeStringField("sequence_number", position.sequenceNumber());
    json.writeNumberField("sub_sequence_number", position.subSequenceNumber());
    json.writeStringField("id", prediction.id());
    json.writeStringField("event_time", Json.time(prediction.eventTime()));
    json.writeStringField("arrival_time", Json.time(prediction.arrivalTime()));
    json.writeStringField("status", stored.standing().code());
    json.writeStringField("role", by.role().code());
    json.writeStringField("origin", origin.code());
    json.writeFieldName("features");
    FeatureJson.write(json, prediction.features());
    prediction.prediction().write(json);
    json.writeStringField("model", prediction.model());
    json.writeStringField("model_version", prediction.modelVersion());
    writeRouting(json);
    json.writeNumberField("latency_ms", latencyMillis());
    json.writeNumberField("delivery_to_stored_ms", deliveryToStoredMillis());
    json.writeObjectFieldStart("latencies_ms");
    json.writeNumberField("look_up", latencies.lookUp());
    json.writeNumberField("model", latencies.model());
    json.writeNumberField("store", latencies.store());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** An earlier delivery may have stored another version's prediction: it was not routed now. */
  private void writeRouting(JsonGenerator json) throws IOException {
    if (by.routingRevision().isPresent()
        && by.version().equals(stored.prediction().modelVersion())) {
      json.writeNumberField("routing_revision", by.routingRevision().getAsLong());
    }
    if (by.fallback().isPresent()) {
      json.writeObjectFieldStart("fallback_from");
      json.writeStringField("version", by.fallback().get().version());
      json.writeStringField("error", by.fallback().get().error());
      json.writeEndObject();
    }
    json.writeBooleanField("shadowed", !by.shadows().isEmpty());
    if (!by.shadows().isEmpty()) {
      json.writeArrayFieldStart("shadows");
      for (AnsweredBy.ShadowFeatures shadow : by.shadows()) {
        json.writeStartObject();
        json.writeStringField("version", shadow.version());
        if (shadow.features().isPresent()) {
          json.writeFieldName("features");
          FeatureJson.write(json, shadow.features().get());
        } else {
          json.writeStringField("error", shadow.error().orElseThrow());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
