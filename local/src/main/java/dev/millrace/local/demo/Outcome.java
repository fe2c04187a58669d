package dev.millrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What became of a document. */
sealed interface Outcome {
  ObjectMapper JSON = new ObjectMapper();

  /** The line that the demo writes for the document. */
  ObjectNode line(Document document);

  /** How the summary counts it. */
  String status();

  private static ObjectNode start(Document document, String id, String status) {
    return JSON.createObjectNode().put("id", id).put("line", document.line()).put("status", status);
  }

  private static String readableId(Document document) {
    return document.id().orElse(null);
  }

  /**
   * A row of the prediction log: predicted, a duplicate or superseded.
   *
   * @param row as it stands in the log
   */
  record Logged(JsonNode row) implements Outcome {
    @Override
    public String status() {
      return row.path("status").asText();
    }

    @Override
    public ObjectNode line(Document document) {
      ObjectNode line = start(document, row.path("id").asText(), status());
      for (String field :
          new String[] {
            "features", "prediction", "probabilities", "model", "model_version", "latency_ms"
          }) {
        if (row.has(field)) {
          line.set(field, row.get(field));
        }
      }
      return line;
    }
  }

  /** A line of a quarantine object. */
  record Quarantined(Optional<String> id, String reason, String detail) implements Outcome {
    @Override
    public String status() {
      return "quarantined";
    }

    @Override
    public ObjectNode line(Document document) {
      return start(document, id.orElse(null), status()).put("reason", reason).put("detail", detail);
    }
  }

  /**
   * Given up after retries.
   *
   * @param object key in the failures bucket
   */
  record Failed(String condition, String object) implements Outcome {
    @Override
    public String status() {
      return "failed";
    }

    @Override
    public ObjectNode line(Document document) {
      return start(document, readableId(document), status())
          .put("reason", condition)
          .put(
              "detail",
              "It is in the failures bucket, in "
                  + object
                  + ": ./scripts/redrive failures sends it again");
    }
  }

  /** Never taken by the stream. */
  record Refused(String detail) implements Outcome {
    @Override
    public String status() {
      return "refused";
    }

    @Override
    public ObjectNode line(Document document) {
      return start(document, readableId(document), status())
          .put("reason", "too_large")
          .put("detail", detail);
    }
  }
}
