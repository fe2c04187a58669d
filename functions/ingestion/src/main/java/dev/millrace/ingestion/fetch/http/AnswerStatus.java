package dev.millrace.ingestion.fetch.http;

import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to make of a status other than 2xx. The body is not quoted: it may hold personal data. */
public final class AnswerStatus {
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;
  private static final int SERVER = 500;

  private static final Set<Integer> TRANSIENT_OF_CLIENT = Set.of(408, 425, 429);
  private static final Set<Integer> PERMANENT_OF_SERVER = Set.of(501, 505);

  private static final Map<Integer, String> ADVICE =
      Map.of(
          400, "it does not take the request: look at its parameters",
          404, "there is nothing at the address",
          405, "it does not take the method: look at `method`",
          406, "it has no answer of the wanted type: set the header `Accept`",
          410, "what was at the address is gone",
          414, "the address is too long for it",
          415, "it does not take the body's type: set the header `Content-Type`",
          422, "it does not take the request: look at its parameters and body");

  private AnswerStatus() {}

  /** Whether the source refuses who asks. */
  public static boolean isRefusal(HttpAnswer answer) {
    return (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN)
        && !isTransient(answer);
  }

  /** Whether the same request may be answered later. */
  public static boolean isTransient(HttpAnswer answer) {
    int status = answer.status();
    if (status == FORBIDDEN) {
      // GitHub and others say 403 for a rate that is used up.
      return answer.header("retry-after").isPresent() || RetryAfter.hasNothingLeft(answer);
    }
    return status >= SERVER
        ? !PERMANENT_OF_SERVER.contains(status)
        : TRANSIENT_OF_CLIENT.contains(status);
  }

  /** How long an answer asks to wait, zero or more; empty where it does not. */
  public static Optional<Duration> wait(HttpAnswer answer, Instant now) {
    return RetryAfter.of(answer, now);
  }

  /** The failed attempt that a transient status is. */
  public static RetryableFetch retryable(HttpAnswer answer, Instant now) {
    String message =
        answer.status() == 429 || answer.status() == FORBIDDEN
            ? "The source answered %d: it was asked too often; `rate_limit` bounds how often"
            : "The source answered %d at every attempt";
    return new RetryableFetch(
        new RunError(FailureCategory.SOURCE, message.formatted(answer.status())),
        wait(answer, now));
  }

  /** The failure that any other status is. */
  public static StepFailure permanent(HttpAnswer answer, String pointer) {
    return SourceFailures.source(
        "The source answered %d: %s"
            .formatted(
                answer.status(),
                ADVICE.getOrDefault(answer.status(), "expected 200, and no redirect")),
        pointer);
  }
}
