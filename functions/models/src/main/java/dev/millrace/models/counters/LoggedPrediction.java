package dev.millrace.models.counters;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of the prediction log, as far as it is counted. Immutable.
 *
 * @param hash of the row's {@code log_id}: 64 bits of its SHA-256. Of 100,000 rows two differ in id
 *     and not in hash once in four billion such sets
 * @param answers what it says of versions; none of a shadow, a version that a request named, or a
 *     backfill
 */
record LoggedPrediction(long hash, List<CountedAnswer> answers) {
  LoggedPrediction {
    answers = List.copyOf(answers);
  }

  /** The row that a record of the log holds; empty where it holds none. */
  static Optional<LoggedPrediction> read(byte[] data) {
    Fields fields = new Fields();
    try (JsonParser json = Json.FACTORY.createParser(data)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.read(name, json);
      }
      return fields.row();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  static long hash(String logId) {
    return ByteBuffer.wrap(Sha256.of(logId.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static final class Fields {
    private String logId;
    private String role = "";
    private String origin = "";
    private String model;
    private String version;
    private long revision;
    private String fallbackFrom;
    private OptionalDouble latency = OptionalDouble.empty();
    private OptionalDouble score = OptionalDouble.empty();
    private Optional<String> classified = Optional.empty();

    void read(String name, JsonParser json) throws IOException {
      switch (name) {
        case "log_id" -> logId = text(json);
        case "role" -> role = text(json);
        case "origin" -> origin = text(json);
        case "model" -> model = text(json);
        case "model_version" -> version = text(json);
        case "routing_revision" -> revision = json.getValueAsLong(0);
        case "prediction" -> prediction(json);
        case "fallback_from" -> fallbackFrom(json);
        case "latencies_ms" -> latencies(json);
        default -> json.skipChildren();
      }
    }

    private static String text(JsonParser json) throws IOException {
      json.skipChildren();
      return json.getValueAsString("");
    }

    private void prediction(JsonParser json) throws IOException {
      if (json.currentToken().isNumeric()) {
        score = OptionalDouble.of(json.getDoubleValue());
      } else if (json.currentToken() == JsonToken.VALUE_STRING) {
        classified = Optional.of(json.getText());
      } else {
        json.skipChildren();
      }
    }

    private void fallbackFrom(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isVersion = json.currentName().equals("version");
        json.nextToken();
        if (isVersion) {
          fallbackFrom = text(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void latencies(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isModel = json.currentName().equals("model");
        JsonToken value = json.nextToken();
        if (isModel && value.isNumeric()) {
          latency = OptionalDouble.of(json.getDoubleValue());
        } else {
          json.skipChildren();
        }
      }
    }

    Optional<LoggedPrediction> row() {
      if (logId == null || logId.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new LoggedPrediction(LoggedPrediction.hash(logId), answers()));
    }

    private List<CountedAnswer> answers() {
      boolean routed = role.equals(CountedAnswer.ACTIVE) || role.equals(CountedAnswer.CANARY);
      if (!routed || origin.equals("backfill") || model == null || version == null) {
        return List.of();
      }
      List<CountedAnswer> answers = new ArrayList<>();
      answers.add(
          new CountedAnswer(model, version, role, revision, true, latency, score, classified));
      if (fallbackFrom != null && !fallbackFrom.isEmpty()) {
        answers.add(
            new CountedAnswer(
                model,
                fallbackFrom,
                CountedAnswer.CANARY,
                revision,
                false,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty()));
      }
      return answers;
    }
  }
}
