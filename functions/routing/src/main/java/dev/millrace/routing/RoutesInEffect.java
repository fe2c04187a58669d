package dev.millrace.routing;

import java.time.Instant;
import java.util.Objects;

/**
 * The newest routes of a row that every live instance had loaded: they answer until newer ones are
 * loaded.
 *
 * @param revision of the row with which they were written
 * @param since when they were found to be loaded
 */
public record RoutesInEffect(RoutedVersions versions, long revision, Instant since) {
  /** Checks that nothing is null. */
  public RoutesInEffect {
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(since, "since");
  }
}
