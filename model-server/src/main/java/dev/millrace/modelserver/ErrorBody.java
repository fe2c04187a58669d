package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.InvalidRowException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** The JSON of answers that are no predictions: {@code error} is a sentence, whatever else is. */
final class ErrorBody {
  private static final JsonFactory JSON = new JsonFactory();

  /** As many as an error lists of the instances without a prediction. */
  private static final int LISTED_INSTANCES = 1_000;

  /** As many as an error tells in sentences of their own. */
  private static final int LISTED_ERRORS = 100;

  private ErrorBody() {}

  /** What a rejected request is told. */
  static byte[] of(RejectedRequestException rejected) throws IOException {
    var body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("error", rejected.getMessage());
      if (rejected.feature().isPresent()) {
        json.writeStringField("feature", rejected.feature().get());
      }
      List<Integer> instances = rejected.instances();
      if (!instances.isEmpty()) {
        json.writeNumberField("instance", instances.getFirst());
      }
      if (instances.size() > 1) {
        json.writeArrayFieldStart("instances");
        for (int instance : instances.subList(0, Math.min(LISTED_INSTANCES, instances.size()))) {
          json.writeNumber(instance);
        }
        json.writeEndArray();
      }
      if (rejected.rows().size() > 1) {
        writeErrors(json, rejected.rows());
      }
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  private static void writeErrors(JsonGenerator json, List<InvalidRowException> rows)
      throws IOException {
    json.writeArrayFieldStart("errors");
    for (InvalidRowException row : rows.subList(0, Math.min(LISTED_ERRORS, rows.size()))) {
      json.writeStartObject();
      json.writeNumberField("instance", row.row());
      if (row.feature().isPresent()) {
        json.writeStringField("feature", row.feature().get());
      }
      json.writeStringField("error", row.getMessage());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The caller computes the features of another model: no instance of the request is at fault. */
  static byte[] otherFeatures(LoadedVersion version, String expected) throws IOException {
    var body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField(
          "error",
          "the request has features with the fingerprint %s; %s %s takes those with %s"
              .formatted(
                  UnicodeText.shown(expected),
                  version.name().model(),
                  version.name().version(),
                  version.fingerprint()));
      json.writeStringField("model", version.name().model());
      json.writeStringField("model_version", version.name().version());
      json.writeArrayFieldStart("features");
      for (FeatureColumn feature : version.model().columns()) {
        json.writeString(feature.name());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  /** The version that was asked for is not loaded: these are. */
  static byte[] notLoaded(String error, List<VersionName> loaded) throws IOException {
    var body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("error", error);
      json.writeArrayFieldStart("loaded");
      for (VersionName name : loaded) {
        json.writeString(name.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }
}
