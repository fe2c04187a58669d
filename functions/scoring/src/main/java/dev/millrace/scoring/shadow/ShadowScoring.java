package dev.millrace.scoring.shadow;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.stream.PartitionKey;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.features.document.Reason;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.FeatureJson;
import dev.millrace.scoring.model.ModelAnswer;
import dev.millrace.scoring.model.ModelEndpoints;
import dev.millrace.scoring.model.PredictedValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the shadows of logged predictions score the same records, and logs what they predicted, or
 * why they did not: nobody waits for it, and nothing of it is tried again but the log's own row.
 */
public final class ShadowScoring {
  private static final Logger LOG = LoggerFactory.getLogger(ShadowScoring.class);

  /** The members of a row that its shadows' rows have too. */
  private static final List<String> KEPT =
      List.of(
          "record_id",
          "stream",
          "shard_id",
          "sequence_number",
          "id",
          "event_time",
          "arrival_time",
          "origin");

  private final ModelEndpoints endpoints;
  private final StreamWriter writer;
  private final String stream;
  private final ScoringMetrics metrics;

  /** Scores with an endpoint and logs to a stream. For one thread at a time. */
  public ShadowScoring(
      ModelEndpoints endpoints, StreamWriter writer, String stream, ScoringMetrics metrics) {
    this.endpoints = Objects.requireNonNull(endpoints);
    this.writer = Objects.requireNonNull(writer);
    this.stream = Objects.requireNonNull(stream);
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** One shadow's part of one row, and what became of it. */
  private static final class Task {
    final ShadowedRow row;
    final ShadowedRow.Shadow shadow;
    ModelAnswer answer;

    Task(ShadowedRow row, ShadowedRow.Shadow shadow) {
      this.row = row;
      this.shadow = shadow;
    }
  }

  /** The version that is asked, with features of these names in this order. */
  private record Asked(String model, String version, List<String> names) {}

  /**
   * Scores the shadows of a batch of log rows.
   *
   * @param scoring by when the endpoint must have answered; what it has not by then is an error
   * @param logging by when the rows must be logged
   * @return whether the log took all rows; a batch that is tried again writes the same rows
   */
  public boolean score(List<StreamRecord> records, Deadline scoring, Deadline logging) {
    List<Task> tasks = new ArrayList<>();
    int unreadable = 0;
    for (StreamRecord record : records) {
      try {
        ShadowedRow row = ShadowedRow.read(record.data());
        row.shadows().forEach(shadow -> tasks.add(new Task(row, shadow)));
      } catch (IOException foreign) {
        unreadable++;
        LOG.error(
            "The log's record {} is no row with shadows: {}",
            record.position().recordId(),
            foreign.getMessage());
      }
    }
    ask(tasks, scoring);
    int notTaken = writer.put(stream, rows(tasks), logging).cardinality();
    long predicted =
        tasks.stream().filter(task -> task.answer instanceof ModelAnswer.Predicted).count();
    metrics.shadows(predicted, tasks.size() - predicted + unreadable);
    return notTaken == 0;
  }

  private void ask(List<Task> tasks, Deadline deadline) {
    Map<Asked, List<Task>> calls = new LinkedHashMap<>();
    for (Task task : tasks) {
      task.shadow
          .features()
          .ifPresentOrElse(
              features ->
                  calls
                      .computeIfAbsent(
                          new Asked(
                              task.row.text("model"),
                              task.shadow.version(),
                              List.copyOf(features.keySet())),
                          added -> new ArrayList<>())
                      .add(task),
              () ->
                  task.answer =
                      new ModelAnswer.Refused(
                          Reason.FEATURE_MISSING, task.shadow.error().orElseThrow()));
    }
    calls.forEach(
        (asked, of) -> {
          List<Json.Writer> instances =
              of.stream()
                  .<Json.Writer>map(
                      task -> json -> FeatureJson.write(json, task.shadow.features().get()))
                  .toList();
          List<ModelAnswer> answers =
              endpoints
                  .shadow(asked.model(), asked.version(), asked.names())
                  .predictInstances(instances, deadline);
          for (int i = 0; i < answers.size(); i++) {
            of.get(i).answer = answers.get(i);
          }
        });
  }

  private static List<StreamWriter.Entry> rows(List<Task> tasks) {
    return tasks.stream()
        .map(
            task ->
                new StreamWriter.Entry(
                    PartitionKey.of(task.row.text("id")), Json.bytes(json -> write(json, task))))
        .toList();
  }

  private static void write(JsonGenerator json, Task task) throws IOException {
    ShadowedRow row = task.row;
    json.writeStartObject();
    json.writeStringField(
        "log_id",
        "%s/%s/%s/shadow"
            .formatted(row.text("record_id"), row.text("model"), task.shadow.version()));
    json.writeStringField("shadow_of", row.text("log_id"));
    for (String name : KEPT) {
      if (row.texts().containsKey(name)) {
        json.writeStringField(name, row.text(name));
      }
    }
    json.writeStringField("role", "shadow");
    json.writeBooleanField("shadowed", false);
    json.writeStringField("model", row.text("model"));
    json.writeStringField("model_version", task.shadow.version());
    Optional<Map<String, Object>> features = task.shadow.features();
    if (features.isPresent()) {
      json.writeFieldName("features");
      FeatureJson.write(json, features.get());
    }
    switch (task.answer) {
      case ModelAnswer.Predicted(PredictedValue prediction, String model, String version) ->
          prediction.write(json);
      case ModelAnswer.Refused(Reason reason, String detail) ->
          json.writeStringField("error", detail);
      case ModelAnswer.Unavailable(String cause) -> json.writeStringField("error", cause);
    }
    json.writeEndObject();
  }
}
