package dev.millrace.models.routing;

import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.definition.RecordDefinition;
import java.util.Objects;

/**
 * What routing must know of a version. Immutable.
 *
 * @param status as the table of versions names it, such as {@code validated}
 * @param definition packed; empty of a version that was never validated
 * @param memoryBytes what an instance of the endpoint needs for it; 0 where it is not known
 */
record VersionState(
    String model, String version, String status, String definition, long memoryBytes) {
  /** The only status that can be routed. */
  static final String VALIDATED = "validated";

  VersionState {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(definition, "definition");
  }

  boolean isValidated() {
    return status.equals(VALIDATED);
  }

  /** What of a document makes it a record; of a validated version. */
  RecordDefinition recordDefinition() {
    return PackedDefinition.unpack(definition).record();
  }
}
