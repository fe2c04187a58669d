package dev.millrace.runs.failure;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose fault a failure is, and so who can mend it. */
public enum FailureCategory {
  /** What the data comes from: it did not answer, refused, or answered nonsense. */
  SOURCE,
  /** A rule could not be applied. */
  TRANSFORMATION,
  /** A quality check failed. */
  QUALITY,
  /** What the data goes to. */
  STORAGE,
  /** A model, or its training. */
  MODEL,
  /** A limit on time, memory or size. */
  LIMIT,
  /** A fault of ours. */
  INTERNAL;

  /** The category as rows and answers name it: {@code source}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The category of this name; empty where there is none. */
  public static Optional<FailureCategory> find(String text) {
    return Stream.of(values()).filter(category -> category.text().equals(text)).findFirst();
  }
}
