package dev.millrace.models.routing;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Problem;
import dev.millrace.models.request.RequestBody;
import dev.millrace.routing.RolloutStep;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Changes a model's routing by hand: which versions answer, and which streams it scores. Every
 * change is one conditional write. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a table cannot be reached in time.
 * Thread-safe.
 */
public final class ModelRouting {
  private static final int ATTEMPTS = 5;

  private final RoutingViews rows;
  private final VersionChecks checks;
  private final MemoryBudget memory;
  private final RoutingWriteTable writes;
  private final Set<String> streams;

  /**
   * Routing.
   *
   * @param streams that there are to be scored
   */
  public ModelRouting(
      RoutingViews rows,
      VersionChecks checks,
      MemoryBudget memory,
      RoutingWriteTable writes,
      Set<String> streams) {
    this.rows = Objects.requireNonNull(rows);
    this.checks = Objects.requireNonNull(checks);
    this.memory = Objects.requireNonNull(memory);
    this.writes = Objects.requireNonNull(writes);
    this.streams = new TreeSet<>(streams);
  }

  /**
   * Replaces a model's routes.
   *
   * @return the id of the rollout that this ended
   * @throws Problem 404, 409 or 422; nothing is changed then
   */
  public Optional<String> put(String model, RoutingRequest request, String who, Deadline deadline) {
    RoutedVersions wanted = request.versions();
    checks.requireValidated(model, wanted.all(), deadline);
    Optional<RoutingRow> before = rows.current(model, deadline);
    Optional<String> rollout = before.flatMap(RoutingRow::rollout).map(RolloutStep::id);
    if (rollout.isPresent() && !request.endRollout()) {
      throw inProgress(model, rollout.get());
    }
    requireRevision(model, before, request.revision());
    RoutingChange change =
        new RoutingChange(
            model,
            before,
            wanted,
            RoutingChange.lastGood(before, wanted.active()),
            Optional.empty(),
            new ChangeCause(
                "routed", Optional.of(wanted.active()), who, request.reason(), rollout, Map.of()));
    requireUsable(change, deadline);
    if (write(change, deadline) == WriteOutcome.OVERTAKEN) {
      throw Problem.conflict(
          "The routing of %s was changed meanwhile, expected revision %d; read it again"
              .formatted(model, request.revision()));
    }
    return rollout;
  }

  /**
   * Checks what a change needs beside validated versions: one record, and memory.
   *
   * @throws Problem 422
   */
  public void requireUsable(RoutingChange change, Deadline deadline) {
    checks.requireSameRecord(
        change.model(),
        change.before(),
        change.versions().active(),
        change.versions().all(),
        deadline);
    memory.require(change.after(change.before().flatMap(RoutingRow::inEffect)), deadline);
  }

  /** 409: a rollout is in progress. */
  public static Problem inProgress(String model, String rollout) {
    return Problem.conflict(
            "The rollout %s of %s is in progress, expected none, or \"end_rollout\": true to end it"
                .formatted(rollout, model))
        .with("rollout", json -> json.writeString(rollout));
  }

  private static void requireRevision(String model, Optional<RoutingRow> before, long expected) {
    long revision = before.map(RoutingRow::revision).orElse(0L);
    if (revision != expected) {
      throw Problem.conflict(
              "revision held %d, expected %d, the one that the routing of %s has now; read it again"
                  .formatted(expected, revision, model))
          .with("revision", json -> json.writeNumber(revision));
    }
  }

  private WriteOutcome write(RoutingChange change, Deadline deadline) {
    WriteOutcome outcome = writes.write(change, List.of(), deadline);
    if (outcome == WriteOutcome.NOT_VALIDATED) {
      checks.requireValidated(change.model(), change.versions().all(), deadline);
      return WriteOutcome.OVERTAKEN;
    }
    return outcome;
  }

  /**
   * Takes the last change back: what is in progress ends and the active version stays; where
   * nothing is in progress, the last good version is active again.
   *
   * @return the id of the rollout that this ended
   * @throws Problem 404 or 409; nothing is changed then
   */
  public Optional<String> rollBack(
      String model, RollBackRequest request, String who, Deadline deadline) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      RoutingRow row =
          rows.current(model, deadline)
              .orElseThrow(
                  () ->
                      Problem.conflict(
                          "%s was never routed, expected a version to take back".formatted(model)));
      RoutingChange change = rollBack(row, request, who, deadline);
      if (write(change, deadline) == WriteOutcome.WRITTEN) {
        return row.rollout().map(RolloutStep::id);
      }
    }
    throw Problem.conflict(
        "The routing of %s was changed again and again meanwhile; read it, and ask again"
            .formatted(model));
  }

  private RoutingChange rollBack(
      RoutingRow row, RollBackRequest request, String who, Deadline deadline) {
    String active = target(row, request, deadline);
    boolean stays = active.equals(row.versions().active());
    return new RoutingChange(
        row.model(),
        Optional.of(row),
        new RoutedVersions(active, Optional.empty(), rows.loadedShadows(row, active, deadline)),
        stays ? row.lastGood() : Optional.empty(),
        Optional.empty(),
        new ChangeCause(
            "rolled_back",
            Optional.of(
                stays
                    ? row.versions().canary().map(canary -> canary.version()).orElse(active)
                    : row.versions().active()),
            who,
            Optional.of(request.reason()),
            row.rollout().map(RolloutStep::id),
            Map.of()));
  }

  /** The version that is to be active. */
  private String target(RoutingRow row, RollBackRequest request, Deadline deadline) {
    boolean inProgress = row.rollout().isPresent() || row.versions().canary().isPresent();
    if (request.to().isPresent()) {
      String to = request.to().get();
      checks.requireValidated(row.model(), Set.of(to), deadline);
      if (to.equals(row.versions().active()) && !inProgress) {
        throw Problem.conflict(
            "to held \"%s\", which is active, expected another version".formatted(to));
      }
      checks.requireSameRecord(row.model(), Optional.of(row), to, Set.of(to), deadline);
      if (!rows.isLoaded(row.model(), Set.of(to), deadline)) {
        throw Problem.conflict(
            "to held \"%s\", which some live instance of the endpoint has not loaded, expected a version that all have; PUT /models/%s/routing loads it"
                .formatted(to, row.model()));
      }
      return to;
    }
    if (inProgress) {
      return row.versions().active();
    }
    return row.lastGood()
        .orElseThrow(
            () ->
                Problem.conflict(
                    "%s has no last good version, expected one, or \"to\" with a version that is loaded"
                        .formatted(row.model())));
  }

  /**
   * Says whose records the model scores.
   *
   * @throws Problem 409 where the routing is not in effect, 422 for a stream that there is not
   */
  public void bind(String model, List<String> wanted, String who, Deadline deadline) {
    for (String stream : wanted) {
      if (!streams.contains(stream)) {
        throw RequestBody.outOfRange("streams", stream, "streams of " + streams);
      }
    }
    List<String> distinct = List.copyOf(new TreeSet<>(wanted));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      RoutingRow row = bindable(model, distinct, deadline);
      if (row.streams().equals(distinct)) {
        return;
      }
      ChangeCause cause =
          new ChangeCause(
              "bound", Optional.empty(), who, Optional.empty(), Optional.empty(), Map.of());
      if (writes.bind(row, distinct, cause, deadline) == WriteOutcome.WRITTEN) {
        return;
      }
    }
    throw Problem.conflict(
        "The routing of %s was changed again and again meanwhile; read it, and ask again"
            .formatted(model));
  }

  private RoutingRow bindable(String model, List<String> wanted, Deadline deadline) {
    RoutingRow row =
        rows.current(model, deadline)
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "%s has no routing, expected an active version that scores the streams"
                            .formatted(model)));
    if (!wanted.isEmpty() && !row.isEffective()) {
      throw Problem.conflict(
          "The routing of %s is not in effect, expected it to be before its streams are scored; GET /models/%s/routing says what it waits for"
              .formatted(model, model));
    }
    if (!wanted.isEmpty()) {
      // A roll-back must not bring back a version that reads ids from elsewhere.
      Set<String> comeBack = new TreeSet<>(row.versions().all());
      row.lastGood().ifPresent(comeBack::add);
      checks.requireSameRecord(
          model, Optional.empty(), row.versions().active(), comeBack, deadline);
    }
    return row;
  }
}
