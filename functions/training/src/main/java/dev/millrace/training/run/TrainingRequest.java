package dev.millrace.training.run;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What to build a training set from, or which one to go on with.
 *
 * <p>{@code {"from": T, "to": T, "source": "documents" | "log"}} begins a run over the records that
 * arrived from {@code from} to before {@code to}, with the features of the deployment's model;
 * {@code "model"} or {@code "model_key"} beside it names another. {@code {"run_id": ID}} goes on
 * with a run, or says how far it is.
 */
public sealed interface TrainingRequest {
  /** The form of an input, for errors. */
  String FORM =
      "{\"from\": TIME, \"to\": TIME, \"source\": \"documents\", \"log\" or \"log_with_requests\"}, with \"model_name\": NAME, \"model_version\": VERSION, \"model\": MODEL_JSON or \"model_key\": KEY where it is not the active version of the default model, or {\"run_id\": ID}";

  /** Begins a run. */
  record Begin(Instant from, Instant to, Source source, ModelChoice model)
      implements TrainingRequest {
    /** Checks that nothing is null. */
    public Begin {
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(model, "model");
    }
  }

  /** Whose features the rows hold. */
  sealed interface ModelChoice {
    /**
     * Those of a version in the registry.
     *
     * @param name of the model; empty for the default one
     * @param version empty for the active one
     */
    record Registered(Optional<String> name, Optional<String> version) implements ModelChoice {}

    /** Those of a {@code model.json} in the request. */
    record Inline(byte[] modelJson) implements ModelChoice {}

    /** Those of a {@code model.json} in the lake bucket. */
    record Stored(String key) implements ModelChoice {}
  }

  /** Goes on with a run. */
  record Resume(String runId) implements TrainingRequest {}

  /** What the vectors come from. */
  enum Source {
    /** The documents as they arrived, with the rows that look-ups had at the events' times. */
    DOCUMENTS,
    /** The vectors that were served, with what was looked up at that time. */
    LOG,
    /** The same, and the vectors of what was scored by request. */
    LOG_WITH_REQUESTS;

    /** The name in requests and rows: {@code documents}. */
    public String code() {
      return switch (this) {
        case DOCUMENTS -> "documents";
        case LOG -> "log";
        case LOG_WITH_REQUESTS -> "log_with_requests";
      };
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
    InvocationInput fields = InvocationInput.read(input, FORM, Set.of("model"));
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
            .orElseThrow(
                () ->
                    InvalidInput.field(
                        "source", source, "\"documents\", \"log\" or \"log_with_requests\"")),
        model(fields));
  }

  private static ModelChoice model(InvocationInput fields) {
    Optional<byte[]> inline = fields.takeObject("model");
    Optional<String> key = fields.take("model_key");
    Optional<String> name = fields.take("model_name");
    Optional<String> version = fields.take("model_version");
    if (inline.isPresent() && key.isPresent()) {
      throw InvalidInput.field("model_key", key.get(), "none beside model");
    }
    if (inline.isPresent() || key.isPresent()) {
      name.ifPresent(
          held -> {
            throw InvalidInput.field("model_name", held, "none beside model or model_key");
          });
      version.ifPresent(
          held -> {
            throw InvalidInput.field("model_version", held, "none beside model or model_key");
          });
    }
    if (inline.isPresent()) {
      return new ModelChoice.Inline(inline.get());
    }
    return key.<ModelChoice>map(ModelChoice.Stored::new)
        .orElseGet(() -> new ModelChoice.Registered(name, version));
  }

  private static Instant time(InvocationInput fields, String name) {
    return fields
        .takeTime(name)
        .orElseThrow(() -> InvalidInput.field(name, null, "a time in ISO-8601 with its zone"));
  }
}
