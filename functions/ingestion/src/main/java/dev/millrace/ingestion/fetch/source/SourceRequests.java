package dev.millrace.ingestion.fetch.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.http.AnswerStatus;
import dev.millrace.ingestion.fetch.http.HttpAnswer;
import dev.millrace.ingestion.fetch.http.HttpCall;
import dev.millrace.runs.failure.StepFailure;

/** Sends the requests of a source; reads its secrets anew where it refuses them. Thread-safe. */
record SourceRequests(RequestTemplate template, FetchServices services) {
  /** A request, made with what the secrets are now. */
  @FunctionalInterface
  interface Call {
    HttpCall make() throws RetryableFetch;
  }

  /**
   * The answer, whatever its status. One that refuses the secrets has refused them read anew.
   *
   * @throws RetryableFetch when no whole answer came
   */
  HttpAnswer send(Call call, Deadline deadline) throws RetryableFetch {
    HttpAnswer answer = services.http().send(call.make(), deadline);
    if (!AnswerStatus.isRefusal(answer) || template.secrets().isEmpty()) {
      return answer;
    }
    template.secrets().forEach(services.secrets()::forget);
    return services.http().send(call.make(), deadline);
  }

  /**
   * Checks that an answer is what was asked for.
   *
   * @throws RetryableFetch when its status may pass
   * @throws StepFailure when it is another than 2xx that stays
   */
  void requireSuccess(HttpAnswer answer) throws RetryableFetch {
    if (answer.isSuccess()) {
      return;
    }
    if (AnswerStatus.isTransient(answer)) {
      throw AnswerStatus.retryable(answer, services.clock().instant());
    }
    throw AnswerStatus.isRefusal(answer)
        ? refusal(answer)
        : AnswerStatus.permanent(answer, template.limits().pointer() + "/url");
  }

  private StepFailure refusal(HttpAnswer answer) {
    String how =
        template.secrets().isEmpty()
            ? "it wants to know who asks, and the source has no secret"
            : "it does not accept %s, which was read anew: expired, or without the right to these rows?"
                .formatted(template.secrets().getFirst());
    return SourceFailures.source(
        "The source answered %d: %s".formatted(answer.status(), how),
        template.secrets().isEmpty()
            ? template.limits().pointer()
            : template.secrets().getFirst().pointer());
  }
}
