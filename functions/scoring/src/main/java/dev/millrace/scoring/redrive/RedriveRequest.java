package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.features.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What to redrive.
 *
 * @param since objects written before this are left alone
 * @param reasons codes of the reasons to redrive; empty for every reason
 * @param after objects up to this key, itself included, are left alone; empty for none
 */
public record RedriveRequest(Source source, Instant since, Set<String> reasons, String after) {
  private static final String FORM =
      "{\"source\": \"quarantine\" or \"failures\", \"since\": optional, \"reason\": optional,"
          + " \"after\": optional}";

  /**
   * Reads the function's input.
   *
   * @throws InvalidInput naming the field, what it held and what was expected
   */
  public static RedriveRequest read(InputStream input) throws IOException {
    Map<String, String> fields = fields(input);
    String held = fields.remove("source");
    Source source =
        Source.ofCode(held)
            .orElseThrow(() -> invalid("source", held, "\"quarantine\" or \"failures\""));
    Instant since = since(fields.remove("since"));
    Set<String> reasons = reasons(fields.remove("reason"), source);
    String after = Objects.requireNonNullElse(fields.remove("after"), "");
    if (!fields.isEmpty()) {
      throw new InvalidInput(
          "The input holds a field \"%s\"; expected %s"
              .formatted(fields.keySet().iterator().next(), FORM));
    }
    return new RedriveRequest(source, since, reasons, after);
  }

  private static Instant since(String held) {
    if (held == null) {
      return Instant.MIN;
    }
    try {
      return ZonedDateTime.parse(held).toInstant();
    } catch (DateTimeException notATime) {
      throw new InvalidInput(
          invalid("since", held, "a time in ISO-8601 with its zone, such as 2024-11-17T21:53:01Z")
              .getMessage(),
          notATime);
    }
  }

  private static Set<String> reasons(String held, Source source) {
    if (held == null) {
      return Set.of();
    }
    if (source != Source.QUARANTINE) {
      throw invalid("reason", held, "none with source \"failures\": only quarantine has reasons");
    }
    try {
      return Set.of(Reason.ofCode(held).code());
    } catch (IllegalArgumentException unknown) {
      throw new InvalidInput(unknown.getMessage(), unknown);
    }
  }

  private static Map<String, String> fields(InputStream input) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(input)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidInput(
            "The input holds %s; expected %s"
                .formatted(
                    json.currentToken() == null ? "nothing" : json.currentToken().toString(),
                    FORM));
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        switch (json.nextToken()) {
          case VALUE_STRING -> fields.put(name, json.getText());
          case VALUE_NULL -> {}
          default ->
              throw new InvalidInput(
                  "%s held %s, expected a text".formatted(name, json.currentToken()));
        }
      }
    } catch (JsonProcessingException malformed) {
      throw new InvalidInput("The input is not JSON; expected " + FORM, malformed);
    }
    return fields;
  }

  private static InvalidInput invalid(String field, String held, String expected) {
    return new InvalidInput(
        held == null
            ? "%s is missing, expected %s".formatted(field, expected)
            : "%s held \"%s\", expected %s".formatted(field, held, expected));
  }
}
