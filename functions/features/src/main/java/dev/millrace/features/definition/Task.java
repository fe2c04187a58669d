package dev.millrace.features.definition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a model predicts. */
public enum Task {
  /** A number. */
  REGRESSION,
  /** The probability of the second of two classes. */
  BINARY,
  /** One of several classes, with the probability of each. */
  MULTICLASS;

  /** The task of that name: {@code binary}, say; empty for another word. */
  public static Optional<Task> named(String name) {
    return Arrays.stream(values()).filter(task -> task.code().equals(name)).findFirst();
  }

  /** How a definition names the task. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
