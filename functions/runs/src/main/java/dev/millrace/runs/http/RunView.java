package dev.millrace.runs.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a capability's answers say of a run beside that which all say. */
public interface RunView {
  /** Nothing more. */
  RunView PLAIN = new RunView() {};

  /** The status in the capability's words: a rollout's {@code promoted}, say. */
  default String status(Run run) {
    return run.status().text();
  }

  /**
   * The statuses of runs that a word of the capability's stands for, in {@code ?status=}; none
   * where it stands for none.
   */
  default Set<RunStatus> statuses(String word) {
    return RunStatus.find(word).map(Set::of).orElse(Set.of());
  }

  /** The words that {@link #statuses} knows, for those who asked for another. */
  default List<String> words() {
    return Stream.of(RunStatus.values()).map(RunStatus::text).toList();
  }

  /** Writes further fields into the object of one run; a list's rows have none. */
  default void writeDetails(Run run, JsonGenerator json, Deadline deadline) throws IOException {}
}
