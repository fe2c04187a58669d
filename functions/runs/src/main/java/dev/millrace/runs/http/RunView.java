package dev.millrace.runs.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.runs.Run;
import java.io.IOException;

/** What a capability's answers say of a run beside that which all say. */
public interface RunView {
  /** Nothing more. */
  RunView PLAIN = new RunView() {};

  /** The status in the capability's words: a rollout's {@code promoted}, say. */
  default String status(Run run) {
    return run.status().text();
  }

  /** Writes further fields into the object of one run; a list's rows have none. */
  default void writeDetails(Run run, JsonGenerator json, Deadline deadline) throws IOException {}
}
