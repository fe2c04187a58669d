package dev.millrace.ingestion.fetch.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error that a GraphQL server answers, most often with the status 200. Its message is shown only
 * where it is about the query: those of fields may quote the data.
 *
 * @param code as servers call it in {@code extensions.code} or {@code type}, in upper case; may be
 *     empty
 * @param path to the field, as {@code tracks.0.title}; empty where the query could not be run
 * @param message empty where it may quote data
 */
record GraphQlError(String code, String path, String message) {
  private static final int MOST = 100;
  private static final int LONGEST_MESSAGE = 200;
  private static final int MOST_STEPS = 12;

  /** Words of Shopify, GitHub, Apollo, Hasura and others. */
  private static final Set<String> TRANSIENT =
      Set.of(
          "THROTTLED",
          "RATE_LIMITED",
          "RATE_LIMIT",
          "RATE_LIMIT_EXCEEDED",
          "RATELIMITED",
          "TOO_MANY_REQUESTS",
          "COMPLEXITY_BUDGET_EXHAUSTED",
          "INTERNAL_SERVER_ERROR",
          "SERVICE_UNAVAILABLE",
          "TIMEOUT",
          "REQUEST_TIMEOUT",
          "UNAVAILABLE");

  /** Whether the same request may be answered later. */
  boolean isTransient() {
    return TRANSIENT.contains(code);
  }

  /** The errors of an answer; none where it has none, or is not JSON. */
  static List<GraphQlError> read(byte[] body) {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return List.of();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isErrors = json.currentName().equals("errors");
        json.nextToken();
        if (isErrors) {
          return of(JsonValues.read(json));
        }
        json.skipChildren();
      }
    } catch (IOException | NumberFormatException other) {
      return List.of(); // What reads the rows says so.
    }
    return List.of();
  }

  /** The errors that stand in a document. */
  static List<GraphQlError> of(Object errors) {
    List<GraphQlError> read = new ArrayList<>();
    if (errors instanceof List<?> elements) {
      elements.stream().limit(MOST).map(GraphQlError::error).forEach(read::add);
    }
    return read;
  }

  private static GraphQlError error(Object element) {
    if (!(element instanceof Map<?, ?> error)) {
      return new GraphQlError("", "", "");
    }
    String path =
        error.get("path") instanceof List<?> steps
            ? steps.stream()
                .limit(MOST_STEPS)
                .map(GraphQlError::step)
                .collect(Collectors.joining("."))
            : "";
    boolean isAboutQuery = path.isEmpty() && error.get("locations") instanceof List<?>;
    String message =
        isAboutQuery && error.get("message") instanceof String text ? printable(text) : "";
    return new GraphQlError(code(error), path, message);
  }

  private static String code(Map<?, ?> error) {
    Map<?, ?> extensions =
        error.get("extensions") instanceof Map<?, ?> members ? members : Map.of();
    return Stream.of("code", "type")
        .flatMap(name -> Stream.of(name(extensions, name), name(error, name)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("");
  }

  private static Optional<String> name(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text && text.matches("[A-Za-z][\\w-]{0,60}")
        ? Optional.of(text.toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  private static String step(Object step) {
    return switch (step) {
      case Long index -> index.toString();
      case String name when name.matches("\\w{1,60}") -> name;
      case null, default -> "?";
    };
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** What the errors say, in one sentence. */
  static String sentence(List<GraphQlError> errors) {
    GraphQlError first = errors.getFirst();
    StringBuilder text = new StringBuilder();
    text.append(
        errors.size() == 1
            ? "The answer has an error"
            : "The answer has %d errors, the first".formatted(errors.size()));
    if (!first.code().isEmpty()) {
      text.append(" with the code ").append(first.code());
    }
    if (!first.path().isEmpty()) {
      text.append(" at ").append(first.path());
    }
    if (!first.message().isEmpty()) {
      text.append(": ").append(first.message());
    }
    return text.toString();
  }
}
