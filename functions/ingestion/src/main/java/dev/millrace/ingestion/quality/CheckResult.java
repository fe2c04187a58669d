package dev.millrace.ingestion.quality;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a check of a run came to.
 *
 * @param check the kind
 * @param position of the check in its source's definition, from 0
 * @param columns that it looks at; none for a check of the whole run
 * @param passed whether all is as it should be; false too where it could not be told
 * @param message a sentence with what was measured and its bound, without a value of a protected
 *     column; cut at 1,000 characters
 * @param measured the figure that the kind of check is about; empty where there is none
 */
public record CheckResult(
    String check,
    int position,
    Severity severity,
    List<String> columns,
    boolean passed,
    String message,
    OptionalDouble measured) {
  private static final int LONGEST_MESSAGE = 1_000;

  /** Copies the columns and cuts the message. */
  public CheckResult {
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(severity, "severity");
    columns = List.copyOf(columns);
    message = message.length() > LONGEST_MESSAGE ? cut(message) : message;
    Objects.requireNonNull(measured, "measured");
  }

  private static String cut(String message) {
    boolean half = Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 2));
    return message.substring(0, LONGEST_MESSAGE - (half ? 2 : 1)) + '…';
  }

  /** Whether the run fails because of it. */
  public boolean failsRun() {
    return !passed && severity == Severity.ERROR;
  }
}
