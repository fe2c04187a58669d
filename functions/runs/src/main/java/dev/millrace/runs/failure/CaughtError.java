package dev.millrace.runs.failure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads what a machine's Catch was handed. */
public final class CaughtError {
  private static final Set<String> LIMITS =
      Set.of(
          "States.Timeout",
          "States.HeartbeatTimeout",
          "States.DataLimitExceeded",
          "Sandbox.Timedout",
          "Runtime.OutOfMemory",
          "java.lang.OutOfMemoryError");

  private CaughtError() {}

  /**
   * The run's error.
   *
   * @param error the output's {@code Error}, such as {@code States.Timeout} or an exception's class
   * @param cause the output's {@code Cause}: for a Lambda function that threw, JSON with {@code
   *     errorMessage}; empty where there is none
   * @return what a {@link StepFailure} says; of anything else a plain sentence with the error's
   *     name alone, because a message of inside may hold anything
   */
  public static RunError read(String error, String cause) {
    if (error.equals(StepFailure.class.getName())) {
      Map<String, String> failure = texts(texts(cause).getOrDefault("errorMessage", ""));
      var category = FailureCategory.find(failure.getOrDefault("category", ""));
      String message = failure.getOrDefault("message", "");
      if (category.isPresent() && !message.isBlank()) {
        return new RunError(category.get(), message, failure.getOrDefault("field", ""));
      }
    }
    return named(error);
  }

  /** Of an error that only its name is known of. */
  public static RunError named(String error) {
    String name = error.matches("[A-Za-z0-9._$-]{1,100}") ? error : "an error without a name";
    return LIMITS.contains(error)
        ? new RunError(
            FailureCategory.LIMIT,
            "A step took more time, memory or space than it may (%s)".formatted(name))
        : new RunError(
            FailureCategory.INTERNAL,
            "A step failed unexpectedly (%s); the function's log has the cause under the run's id"
                .formatted(name));
  }

  /** The object's fields that are strings; none where the text is no JSON object. */
  private static Map<String, String> texts(String object) {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(object)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          if (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.put(name, json.getText());
          }
          json.skipChildren();
        }
      }
      return texts;
    } catch (IOException cutOrNoJson) {
      // Step Functions cuts a long cause: what stands before the cut is of use.
      return texts;
    }
  }
}
