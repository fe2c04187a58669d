package dev.millrace.runs;

import dev.millrace.common.InvalidInput;
import dev.millrace.runs.failure.RunError;
import java.util.Objects;
import java.util.Optional;

/** How a run ends. Immutable. */
public final class RunEnd {
  /** The most bytes that a result may have in UTF-8. */
  public static final int MAXIMUM_RESULT = 32 * 1024;

  private final RunStatus status;
  private final RunCounts counts;
  private final RunError error;
  private final String reason;
  private final String result;

  private RunEnd(RunStatus status, RunCounts counts, RunError error, String reason, String result) {
    this.status = status;
    this.counts = Objects.requireNonNull(counts);
    this.error = error;
    this.reason = reason;
    this.result = result;
  }

  /** The run has done all that it was to do. */
  public static RunEnd succeeded(RunCounts counts) {
    return new RunEnd(RunStatus.SUCCEEDED, counts, null, "", "");
  }

  /**
   * Some parts succeeded.
   *
   * @param error says how many did not, or why the first one did not
   */
  public static RunEnd partiallySucceeded(RunCounts counts, RunError error) {
    return new RunEnd(RunStatus.PARTIALLY_SUCCEEDED, counts, Objects.requireNonNull(error), "", "");
  }

  /** The run has failed; the error is shown to whom may see the run. */
  public static RunEnd failed(RunCounts counts, RunError error) {
    return new RunEnd(RunStatus.FAILED, counts, Objects.requireNonNull(error), "", "");
  }

  /**
   * Somebody stopped it.
   *
   * @param reason a sentence that says who or what
   */
  public static RunEnd cancelled(String reason) {
    return new RunEnd(RunStatus.CANCELLED, RunCounts.NONE, null, reason, "");
  }

  /**
   * The same with the reason in a word of the capability's, which lists show too.
   *
   * @param word such as {@code insufficient_sample}
   */
  public RunEnd withReason(String word) {
    return new RunEnd(status, counts, error, Objects.requireNonNull(word), result);
  }

  /**
   * The same with what came of it, in the capability's own words.
   *
   * @param object a JSON object of at most 32 KiB, without personal data
   * @throws InvalidInput when it is none
   */
  public RunEnd withResult(String object) {
    return new RunEnd(
        status, counts, error, reason, JsonText.requireObject("result", object, MAXIMUM_RESULT));
  }

  RunStatus status() {
    return status;
  }

  RunCounts counts() {
    return counts;
  }

  Optional<RunError> error() {
    return Optional.ofNullable(error);
  }

  Optional<String> reason() {
    return present(reason);
  }

  Optional<String> result() {
    return present(result);
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
