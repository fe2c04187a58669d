package dev.millrace.models.routing;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.RecordDefinition;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which versions of a model may be routed together. Thread-safe. */
public final class VersionChecks {
  private static final int SHOWN_VERSIONS = 100;

  private final VersionStateTable versions;
  private final VersionDefinitions definitions;

  /** Checks by the table of versions. */
  public VersionChecks(VersionStateTable versions, VersionDefinitions definitions) {
    this.versions = Objects.requireNonNull(versions);
    this.definitions = Objects.requireNonNull(definitions);
  }

  /**
   * Checks that versions can be routed.
   *
   * @throws Problem 404 for one that does not exist, with those that do; 409 for one that is not
   *     validated
   */
  public void requireValidated(String model, Set<String> wanted, Deadline deadline) {
    Map<String, VersionState> found = versions.find(model, wanted, deadline);
    for (String version : wanted) {
      VersionState state = found.get(version);
      if (state == null || state.status().equals("deleted")) {
        throw missing(model, version, deadline);
      }
      if (!state.isValidated()) {
        throw Problem.conflict(
            "Version %s of %s is %s, expected one that is validated"
                .formatted(version, model, state.status()));
      }
    }
  }

  private Problem missing(String model, String version, Deadline deadline) {
    List<String> there = definitions.validated(model, deadline);
    return Problem.notFound(
            "There is no version %s of %s, expected one of %s"
                .formatted(version, model, there.stream().limit(SHOWN_VERSIONS).toList()))
        .with(
            "versions",
            json -> {
              json.writeStartArray();
              for (String name : there) {
                json.writeString(name);
              }
              json.writeEndArray();
            });
  }

  /**
   * Checks that the versions of a row read ids and times from the same places of a document, since
   * the id decides which of them answers; and that of a bound model's rows one does as the other.
   *
   * @param before the row that is to be replaced
   * @throws Problem 422 with the version that differs
   */
  void requireSameRecord(
      String model,
      Optional<RoutingRow> before,
      String active,
      Set<String> others,
      Deadline deadline) {
    Set<String> compared = new HashSet<>(others);
    before
        .filter(row -> !row.streams().isEmpty())
        .ifPresent(row -> compared.add(row.versions().active()));
    compared.remove(active);
    if (compared.isEmpty()) {
      return;
    }
    Set<String> read = new HashSet<>(compared);
    read.add(active);
    Map<String, VersionState> states = versions.find(model, read, deadline);
    RecordDefinition expected = states.get(active).recordDefinition();
    for (String version : compared) {
      VersionState state = states.get(version);
      if (state != null && !state.recordDefinition().equals(expected)) {
        throw Problem.unprocessable(
            "The record of version %s of %s is not that of version %s, expected the same: versions that are routed together, or score a stream one after the other, find ids and times in the same fields"
                .formatted(version, model, active));
      }
    }
  }
}
