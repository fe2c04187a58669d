package dev.millrace.routing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which versions of a model answer, and which score beside them. Immutable.
 *
 * @param active answers every record that no canary answers
 * @param shadow score what the others answer, and answer nobody; each is named once, and is neither
 *     the active version nor the canary
 */
public record RoutedVersions(String active, Optional<Canary> canary, List<String> shadow) {
  /** Checks that each version is named once. */
  public RoutedVersions {
    Objects.requireNonNull(active, "active");
    Objects.requireNonNull(canary, "canary");
    shadow = List.copyOf(shadow);
    List<String> all = new ArrayList<>(shadow);
    all.add(active);
    canary.ifPresent(one -> all.add(one.version()));
    if (new LinkedHashSet<>(all).size() < all.size()) {
      throw new IllegalArgumentException(
          "%s name a version twice, expected each once".formatted(all));
    }
  }

  /** One version that answers everything. */
  public static RoutedVersions active(String version) {
    return new RoutedVersions(version, Optional.empty(), List.of());
  }

  /** All of them: the active version first, then the canary, then the shadows. */
  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    all.add(active);
    canary.ifPresent(one -> all.add(one.version()));
    all.addAll(shadow);
    return all;
  }

  /** The version that answers for a record: see {@link RecordShare}. */
  public String versionFor(String model, String recordId) {
    return canary.isPresent() && RecordShare.of(model, recordId) < canary.get().weight()
        ? canary.get().version()
        : active;
  }
}
