package dev.millrace.lake.training;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What to build a training set from, or which one to go on with.
 *
 * <p>{@code {"from": T, "to": T, "source": "documents" | "log"}} begins a run over the records that
 * arrived from {@code from} to before {@code to}; {@code {"run_id": ID}} goes on with a run, or
 * says how far it is.
 */
public sealed interface TrainingRequest {

  /** Begins a run. */
  record Begin(Instant from, Instant to, Source source) implements TrainingRequest {}

  /** Goes on with a run. */
  record Resume(String runId) implements TrainingRequest {}

  /** What the vectors come from. */
  enum Source {
    /** The documents as they arrived: the features that a document alone gives. */
    DOCUMENTS,
    /** The vectors that were served, with what was looked up at that time. */
    LOG;

    String code() {
      return this == DOCUMENTS ? "documents" : "log";
    }

    /** The stream whose bronze holds it. */
    String stream() {
      return this == DOCUMENTS ? "sessions" : "predictions";
    }

    static Optional<Source> ofCode(String code) {
      for (Source source : values()) {
        if (source.code().equals(code)) {
          return Optional.of(source);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Reads the function's input.
   *
   * @throws IllegalArgumentException naming the field, what it held and what was expected
   */
  static TrainingRequest read(InputStream input) throws IOException {
    Map<String, String> fields = fields(input);
    String runId = fields.remove("run_id");
    TrainingRequest request =
        runId == null
            ? begin(fields.remove("from"), fields.remove("to"), fields.remove("source"))
            : new Resume(runId);
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException(
          "The input holds a field \"%s\"; expected from, to and source, or run_id alone"
              .formatted(fields.keySet().iterator().next()));
    }
    return request;
  }

  private static Begin begin(String from, String to, String source) {
    Begin begin =
        new Begin(
            time("from", from),
            time("to", to),
            Source.ofCode(source)
                .orElseThrow(() -> invalid("source", source, "\"documents\" or \"log\"")));
    if (!begin.from().isBefore(begin.to())) {
      throw invalid("to", to, "a time after from, which is \"" + from + "\"");
    }
    return begin;
  }

  private static Instant time(String field, String held) {
    String expected = "a time in ISO-8601 with its zone, such as 2024-11-17T21:53:01Z";
    if (held == null) {
      throw invalid(field, null, expected);
    }
    try {
      return ZonedDateTime.parse(held).toInstant();
    } catch (DateTimeException notATime) {
      IllegalArgumentException invalid = invalid(field, held, expected);
      invalid.initCause(notATime);
      throw invalid;
    }
  }

  private static Map<String, String> fields(InputStream input) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(input)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("The input is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw invalid(name, json.currentToken().toString(), "a text");
        }
        fields.put(name, json.getText());
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("The input is no JSON object", malformed);
    }
    return fields;
  }

  private static IllegalArgumentException invalid(String field, String held, String expected) {
    return new IllegalArgumentException(
        held == null
            ? "%s is missing, expected %s".formatted(field, expected)
            : "%s held \"%s\", expected %s".formatted(field, held, expected));
  }
}
