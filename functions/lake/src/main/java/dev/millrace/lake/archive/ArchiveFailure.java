package dev.millrace.lake.archive;

import java.util.Map;
import java.util.stream.Collectors;

/** Something was not archived; the message names it and says why. The rest was. */
public final class ArchiveFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Streams that were not archived, by name, each with why. */
  public ArchiveFailure(Map<String, String> failures) {
    super(
        failures.entrySet().stream()
            .map(failure -> failure.getKey() + ": " + failure.getValue())
            .collect(Collectors.joining("; ", "Not archived: ", "")));
  }
}
