package dev.millrace.ingestion.fetch.answer;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.Optional;

/** How an answer is written, and where its rows are. Immutable. */
public sealed interface AnswerFormat permits AnswerFormat.Json, AnswerFormat.Ndjson, CsvAnswer {
  /** The media type that a request asks for. */
  String accept();

  /**
   * Reads an answer.
   *
   * @throws dev.millrace.runs.failure.StepFailure of category {@code source} when it is written
   *     otherwise or has no rows where they should be; of {@code limit} when there are too many
   */
  Contents read(RawPage page);

  /** Whether places of an answer may be JSON Pointers. */
  default boolean isJson() {
    return this instanceof Json;
  }

  /**
   * What an answer holds.
   *
   * @param document the whole of it where it is one JSON document, else null, which has no places
   */
  record Contents(List<Row> rows, Object document) {}

  /** One JSON document with an array of objects in it. */
  record Json(AnswerPointer rows) implements AnswerFormat {
    @Override
    public String accept() {
      return "application/json";
    }

    @Override
    public Contents read(RawPage page) {
      Object document = JsonAnswer.document(page);
      return new Contents(JsonAnswer.rows(document, rows), document);
    }
  }

  /** A JSON object on each line. */
  record Ndjson() implements AnswerFormat {
    @Override
    public String accept() {
      return "application/x-ndjson, application/json;q=0.5";
    }

    @Override
    public Contents read(RawPage page) {
      return new Contents(JsonAnswer.lines(page), null);
    }
  }

  /** Takes {@code format, rows} and {@code separator} of a source. */
  static AnswerFormat take(DefinitionObject source) {
    String format =
        source.has("format") ? source.word("format", List.of("json", "ndjson", "csv")) : "json";
    if (!format.equals("json") && source.has("rows")) {
      throw source.refused("rows", "nothing: only JSON has a pointer to its rows");
    }
    return switch (format) {
      case "ndjson" -> new Ndjson();
      case "csv" -> CsvAnswer.read(source);
      default -> new Json(rows(source));
    };
  }

  private static AnswerPointer rows(DefinitionObject source) {
    return Optional.ofNullable(source.value("rows"))
        .or(() -> Optional.of(""))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .flatMap(AnswerPointer::read)
        .orElseThrow(
            () -> source.refused("rows", "a JSON Pointer such as \"/items\", \"\" for the whole"));
  }
}
