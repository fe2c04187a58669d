package dev.millrace.ingestion;

import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import dev.millrace.common.InvocationLog;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.CaughtError;
import dev.millrace.runs.failure.RunError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * What the machine of jobs invokes a step with.
 *
 * @param step what is to be done, for the function that knows several; empty for the others
 * @param source the name of the job's source that it is about; empty where it is about all
 * @param caught what the machine's Catch was handed
 */
record StepInput(RunId id, String step, String source, Optional<RunError> caught) {
  private static final String FORM =
      "{\"id\", \"step\"?, \"source\"?, \"caught\"?: {\"Error\", \"Cause\"}}";

  /**
   * Reads an input; the log's lines carry the job's id from now on.
   *
   * @throws InvalidInput when it is none
   */
  static StepInput read(InputStream event) throws IOException {
    InvocationInput input = InvocationInput.read(event, FORM, Set.of("caught"));
    Optional<String> held = input.take("id");
    RunId id =
        held.flatMap(RunId::find)
            .orElseThrow(() -> InvalidInput.field("id", held.orElse(null), "a job's id"));
    InvocationLog.correlate(id.text());
    String step = input.take("step").orElse("");
    String source = input.take("source").orElse("");
    Optional<byte[]> caught = input.takeObject("caught");
    input.end();
    return new StepInput(
        id, step, source, caught.isPresent() ? Optional.of(error(caught.get())) : Optional.empty());
  }

  private static RunError error(byte[] caught) throws IOException {
    InvocationInput error =
        InvocationInput.read(new ByteArrayInputStream(caught), "{\"Error\", \"Cause\"}");
    return CaughtError.read(error.take("Error").orElse(""), error.take("Cause").orElse(""));
  }
}
