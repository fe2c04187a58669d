package dev.millrace.ingestion.quality;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a failed check does to its run. */
public enum Severity {
  /** The run fails, and nothing of it is stored. */
  ERROR,
  /** The run goes on; the failure is shown. */
  WARN;

  /** All of them as definitions and answers name them. */
  public static List<String> texts() {
    return Stream.of(values()).map(Severity::text).toList();
  }

  /** The severity of this name. */
  public static Severity of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The name in definitions and answers: {@code error}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
