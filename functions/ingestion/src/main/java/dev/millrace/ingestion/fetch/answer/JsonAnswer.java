package dev.millrace.ingestion.fetch.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.millrace.ingestion.fetch.RawPage;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.StepFailure;
import java.io.IOException;
import java.util.List;

/** Answers that are JSON, as one document or one on each line. */
public final class JsonAnswer {
  private static final int MAXIMUM_DEPTH = 100;
  private static final int LONGEST_STRING = 64 * 1024 * 1024;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_DEPTH)
                  .maxStringLength(LONGEST_STRING)
                  .build())
          .build();

  private JsonAnswer() {}

  /**
   * The document that an answer is, as {@link JsonValues} has it.
   *
   * @throws StepFailure when it is not one JSON document
   */
  public static Object document(RawPage page) {
    try (JsonParser json = JSON.createParser(AnswerText.of(page))) {
      if (json.nextToken() == null) {
        throw SourceFailures.source("The answer is empty, expected JSON");
      }
      Object document = JsonValues.read(json);
      if (json.nextToken() != null) {
        throw SourceFailures.source(
            "The answer has more than one JSON document: is its `format` ndjson?");
      }
      return document;
    } catch (JsonProcessingException malformed) {
      throw notJson(page, malformed);
    } catch (IOException | NumberFormatException cut) {
      throw notJson(page);
    }
  }

  /** The rows of a document's array. */
  public static List<Row> rows(Object document, AnswerPointer pointer) {
    if (!pointer.exists(document)) {
      throw SourceFailures.source("The answer has no rows: " + pointer.missing(document));
    }
    String place = pointer.toString().isEmpty() ? "The answer" : "`" + pointer + "`";
    return AnswerRows.of(pointer.find(document).orElse(null), place);
  }

  /** The rows of an answer that has an object on each line; empty lines are none. */
  static List<Row> lines(RawPage page) {
    AnswerRows rows = new AnswerRows();
    try (JsonParser json = JSON.createParser(AnswerText.of(page))) {
      while (json.nextToken() != null) {
        rows.add(AnswerRows.row(JsonValues.read(json), "the answer", rows.all().size()));
      }
    } catch (JsonProcessingException malformed) {
      throw notJson(page, malformed);
    } catch (IOException | NumberFormatException cut) {
      throw notJson(page);
    }
    return rows.all();
  }

  private static StepFailure notJson(RawPage page, JsonProcessingException malformed) {
    if (malformed.getLocation() == null) {
      return notJson(page); // A number or a name is too long.
    }
    return SourceFailures.source(
        "The answer (%s) is not JSON, nested at most %d deep, at line %d, column %d"
            .formatted(
                AnswerText.type(page),
                MAXIMUM_DEPTH,
                malformed.getLocation().getLineNr(),
                malformed.getLocation().getColumnNr()));
  }

  private static StepFailure notJson(RawPage page) {
    return SourceFailures.source(
        "The answer (%s) is not JSON, ends too early, or has a number beyond all bounds"
            .formatted(AnswerText.type(page)));
  }
}
