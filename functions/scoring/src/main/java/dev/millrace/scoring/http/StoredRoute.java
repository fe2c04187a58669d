package dev.millrace.scoring.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.scoring.model.FeatureJson;
import dev.millrace.scoring.prediction.ForeignItem;
import dev.millrace.scoring.prediction.Prediction;
import dev.millrace.scoring.prediction.PredictionTable;
import dev.millrace.scoring.prediction.StoredVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code GET /predictions/{id}}: what is stored for a document; and whether anything can be read at
 * all.
 */
public final class StoredRoute {
  /** The limit of a DynamoDB partition key. */
  private static final int MAXIMUM_ID_BYTES = 2048;

  private static final Logger LOG = LoggerFactory.getLogger(StoredRoute.class);

  private final PredictionTable table;
  private final String defaultModel;

  /** Reads predictions for {@code GET /predictions/{id}}, of a model that a request may name. */
  public StoredRoute(PredictionTable table, String defaultModel) {
    this.table = Objects.requireNonNull(table);
    this.defaultModel = Objects.requireNonNull(defaultModel);
  }

  /**
   * Answers {@code GET /predictions/{id}}: 200, 400 for an id that no document can have, 404 where
   * nothing is stored.
   */
  public HttpResponse answer(HttpRequest request, Deadline deadline) {
    String id = request.pathParameters().getOrDefault("id", "");
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAXIMUM_ID_BYTES) {
      throw Problem.badRequest(
          "The id holds %d bytes; expected 1 to %d".formatted(bytes, MAXIMUM_ID_BYTES));
    }
    String model = request.query().getOrDefault("model", defaultModel);
    Prediction prediction =
        find(id, model, deadline)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "No prediction of the model \"%.63s\" is stored for the id \"%s\""
                            .formatted(model, id)));
    return HttpResponse.json(200, json -> write(json, prediction));
  }

  private Optional<Prediction> find(String id, String model, Deadline deadline) {
    try {
      return table.find(id, model, deadline);
    } catch (SdkException failed) {
      LOG.warn("Reading the predictions table failed: {}", failed.getMessage());
      throw Problem.unavailable("The predictions table cannot be read at the moment");
    } catch (ForeignItem foreign) {
      LOG.error(foreign.getMessage());
      throw new Problem(
          500, "Internal error", "What is stored for the id \"%s\" is no prediction".formatted(id));
    }
  }

  private void write(JsonGenerator json, Prediction prediction) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", prediction.id());
    json.writeStringField("status", StoredVersion.PREDICTED.code());
    json.writeStringField("event_time", Json.time(prediction.eventTime()));
    json.writeStringField("arrival_time", Json.time(prediction.arrivalTime()));
    json.writeStringField("predicted_at", Json.time(prediction.predictedAt()));
    json.writeFieldName("features");
    FeatureJson.write(json, prediction.features());
    prediction.prediction().write(json);
    json.writeStringField("model", prediction.model());
    json.writeStringField("model_version", prediction.modelVersion());
    json.writeStringField("record_id", prediction.position().recordId());
    json.writeEndObject();
  }
}
