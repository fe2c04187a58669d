package dev.millrace.ingestion.dataset.column;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.util.Locale;

/** What ends a source for good while its rows are stored. */
public final class StorageFailures {
  private StorageFailures() {}

  /** What the rows go to does not take them. */
  @FormatMethod
  public static StepFailure storage(@FormatString String message, Object... values) {
    return failure(FailureCategory.STORAGE, message.formatted(values));
  }

  /** There are too many of something. */
  @FormatMethod
  public static StepFailure limit(@FormatString String message, Object... values) {
    return failure(FailureCategory.LIMIT, String.format(Locale.ROOT, message, values));
  }

  private static StepFailure failure(FailureCategory category, String message) {
    return new StepFailure(new RunError(category, message));
  }
}
