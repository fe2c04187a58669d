package dev.millrace.training.run;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
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

    /** The name in requests and rows: {@code documents}. */
    public String code() {
      return this == DOCUMENTS ? "documents" : "log";
    }

    /** The stream whose bronze holds it. */
    public String stream() {
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
   * @throws InvalidInput naming the field, what it held and what was expected
   */
  static TrainingRequest read(InputStream input) throws IOException {
    InvocationInput fields =
        InvocationInput.read(
            input,
            "{\"from\": TIME, \"to\": TIME, \"source\": \"documents\" or \"log\"} or {\"run_id\": ID}");
    TrainingRequest request =
        fields.take("run_id").<TrainingRequest>map(Resume::new).orElseGet(() -> begin(fields));
    fields.end();
    return request;
  }

  private static Begin begin(InvocationInput fields) {
    Instant from = time(fields, "from");
    Instant to = time(fields, "to");
    if (!from.isBefore(to)) {
      throw InvalidInput.field("to", to.toString(), "a time after from, which is " + from);
    }
    String source = fields.take("source").orElse(null);
    return new Begin(
        from,
        to,
        Source.ofCode(source)
            .orElseThrow(() -> InvalidInput.field("source", source, "\"documents\" or \"log\"")));
  }

  private static Instant time(InvocationInput fields, String name) {
    return fields
        .takeTime(name)
        .orElseThrow(() -> InvalidInput.field(name, null, "a time in ISO-8601 with its zone"));
  }
}
