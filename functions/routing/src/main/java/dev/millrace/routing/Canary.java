package dev.millrace.routing;

import java.util.Objects;

/**
 * The version that answers for a share of the records.
 *
 * @param weight percent of the records, 0 to 100
 */
public record Canary(String version, double weight) {
  /** Checks the range. */
  public Canary {
    Objects.requireNonNull(version, "version");
    if (!(weight >= 0 && weight <= 100)) {
      throw new IllegalArgumentException(
          "weight held %s, expected a number from 0 to 100".formatted(weight));
    }
  }
}
