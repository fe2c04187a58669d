package dev.millrace.features.definition;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version, MAJOR.MINOR.PATCH, each 0 to 999,999,999 without leading zeros. Versions are ordered
 * by their numbers.
 */
public record ModelVersion(int major, int minor, int patch) implements Comparable<ModelVersion> {
  /** What a version looks like, for error messages. */
  public static final String EXPECTED = "a version such as 1.0.0";

  private static final String PART = "(0|[1-9]\\d{0,8})";
  private static final Pattern FORM = Pattern.compile(PART + "\\." + PART + "\\." + PART);
  private static final Comparator<ModelVersion> ORDER =
      Comparator.comparingInt(ModelVersion::major)
          .thenComparingInt(ModelVersion::minor)
          .thenComparingInt(ModelVersion::patch);

  /** The version that a text is; empty where it is none. */
  public static Optional<ModelVersion> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new ModelVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  /** A text that sorts as versions do: their numbers with nine digits each. */
  public String sortKey() {
    return String.format(Locale.ROOT, "%09d.%09d.%09d", major, minor, patch);
  }

  @Override
  public int compareTo(ModelVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
