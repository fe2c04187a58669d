package dev.millrace.models.registry;

import java.util.Arrays;
import java.util.Locale;

/** Where a version is in its life. */
public enum VersionStatus {
  /** It is announced; its file is awaited. */
  UPLOADING,
  /** Its file is being looked at. */
  VALIDATING,
  /** It can be routed and named; nothing of it changes any more. */
  VALIDATED,
  /** Its file cannot be used, which {@code error} explains. The version may be posted again. */
  REJECTED,
  /** It was validated, and can neither be routed nor named until it is activated. */
  DEACTIVATED,
  /** It was validated and is gone; its number is not given again. No route shows it. */
  DELETED;

  /** The word in rows and answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of this word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static VersionStatus of(String text) {
    return Arrays.stream(values())
        .filter(status -> status.text().equals(text))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException("There is no status \"%s\"".formatted(text)));
  }
}
