package dev.millrace.modelserver;

import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the routing rows name. Immutable.
 *
 * @param answering the versions of the routes in effect, without which an instance cannot take part
 * @param all these first, then those that are to answer, then those to go back to
 */
record WantedVersions(Set<VersionName> answering, List<VersionName> all) {
  WantedVersions {
    answering = Set.copyOf(answering);
    all = List.copyOf(all);
  }

  static WantedVersions of(List<RoutingRow> rows) {
    Set<VersionName> answering = new LinkedHashSet<>();
    for (RoutingRow row : rows) {
      row.inEffect()
          .map(RoutesInEffect::versions)
          .ifPresent(versions -> add(row, versions.all(), answering));
    }
    Set<VersionName> all = new LinkedHashSet<>(answering);
    rows.forEach(row -> add(row, row.toLoad(), all));
    return new WantedVersions(answering, List.copyOf(all));
  }

  private static void add(RoutingRow row, Set<String> versions, Set<VersionName> to) {
    versions.forEach(version -> to.add(new VersionName(row.model(), version)));
  }
}
