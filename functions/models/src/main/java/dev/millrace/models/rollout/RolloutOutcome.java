package dev.millrace.models.rollout;

import dev.millrace.models.change.ModelChange;
import dev.millrace.runs.RunCounts;
import dev.millrace.runs.RunEnd;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a rollout ended, which the history row of the change that ended it tells in its details, and
 * which status its run has then.
 */
public enum RolloutOutcome {
  PROMOTED(RunStatus.SUCCEEDED),
  ROLLED_BACK(RunStatus.PARTIALLY_SUCCEEDED),
  FAILED(RunStatus.FAILED),
  CANCELLED(RunStatus.CANCELLED);

  /** The names of the history's details. */
  static final String OUTCOME = "rollout_outcome";

  static final String REASON = "rollout_reason";

  /** The status of a rollout that has not ended. */
  static final String RUNNING = "running";

  private final RunStatus status;

  RolloutOutcome(RunStatus status) {
    this.status = status;
  }

  /** The word in answers and in the history. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<RolloutOutcome> find(String text) {
    return Stream.of(values()).filter(outcome -> outcome.text().equals(text)).findFirst();
  }

  /** The word for a run's status. */
  static String word(RunStatus status) {
    return Stream.of(values())
        .filter(outcome -> outcome.status == status)
        .findFirst()
        .map(RolloutOutcome::text)
        .orElse(RUNNING);
  }

  /** The statuses that a word stands for; none where it stands for none. */
  static Set<RunStatus> statuses(String word) {
    return word.equals(RUNNING)
        ? Set.of(RunStatus.PENDING, RunStatus.RUNNING)
        : find(word).map(outcome -> Set.of(outcome.status)).orElse(Set.of());
  }

  static List<String> words() {
    return Stream.concat(Stream.of(RUNNING), Stream.of(values()).map(RolloutOutcome::text))
        .toList();
  }

  /** How the run ends whose rollout this change ended; empty where it did not end one. */
  static Optional<RunEnd> end(ModelChange change) {
    return ofChange(change).map(outcome -> end(outcome, change));
  }

  private static Optional<RolloutOutcome> ofChange(ModelChange change) {
    Optional<RolloutOutcome> told =
        Optional.ofNullable(change.details().get(OUTCOME)).flatMap(RolloutOutcome::find);
    return told.isPresent()
        ? told
        : switch (change.action()) {
          case "rolled_back" -> Optional.of(ROLLED_BACK);
          // By hand, with "end_rollout".
          case "routed" -> Optional.of(CANCELLED);
          default -> Optional.empty();
        };
  }

  private static RunEnd end(RolloutOutcome outcome, ModelChange change) {
    String detail = "%s: %s".formatted(change.who(), change.reason().orElse("no reason was given"));
    String reason = change.details().getOrDefault(REASON, "by_request");
    return switch (outcome) {
      case PROMOTED -> RunEnd.succeeded(RunCounts.NONE);
      case ROLLED_BACK ->
          RunEnd.partiallySucceeded(RunCounts.NONE, new RunError(FailureCategory.MODEL, detail))
              .withReason(reason);
      case FAILED ->
          RunEnd.failed(RunCounts.NONE, new RunError(FailureCategory.INTERNAL, detail))
              .withReason(reason);
      case CANCELLED -> RunEnd.cancelled(detail);
    };
  }
}
