package dev.millrace.scoring.redrive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where failed records lie. */
public enum RedriveSource {
  /** Records that no retry could have made succeed, each with its reason. */
  QUARANTINE,
  /** Whole events that Lambda gave up. */
  FAILURES;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** How the source is written: {@code quarantine}, say. */
  public String code() {
    return code;
  }

  static Optional<RedriveSource> ofCode(String code) {
    return Arrays.stream(values()).filter(source -> source.code.equals(code)).findFirst();
  }
}
