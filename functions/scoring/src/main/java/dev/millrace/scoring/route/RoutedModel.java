package dev.millrace.scoring.route;

import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model's versions that are in effect, compiled into one pass over a document. For one thread at
 * a time, as its endpoints are.
 */
public final class RoutedModel {
  private final String name;
  private final RoutedVersions routes;
  private final RoutedVersions inEffect;
  private final OptionalLong revision;
  private final FeaturePlan plan;
  private final DocumentParser parser;
  private final Map<String, RoutedVersion> versions = new LinkedHashMap<>();
  private final List<RoutedVersion> shadows;

  /**
   * A model.
   *
   * @param routes by which versions are chosen here: of a version that was named, it alone
   * @param inEffect by which versions are chosen for those who name none
   * @param revision of the routing row; empty where the version was named, and not routed to
   * @param plan of all the versions
   * @param versions of the plan, in any order
   * @throws IllegalArgumentException when one that the routes name is not among them
   */
  public RoutedModel(
      String name,
      RoutedVersions routes,
      RoutedVersions inEffect,
      OptionalLong revision,
      FeaturePlan plan,
      DocumentParser parser,
      List<RoutedVersion> versions) {
    this.name = Objects.requireNonNull(name);
    this.routes = Objects.requireNonNull(routes);
    this.inEffect = Objects.requireNonNull(inEffect);
    this.revision = Objects.requireNonNull(revision);
    this.plan = Objects.requireNonNull(plan);
    this.parser = Objects.requireNonNull(parser);
    versions.forEach(version -> this.versions.put(version.version(), version));
    if (!this.versions.keySet().containsAll(routes.all())) {
      throw new IllegalArgumentException(
          "versions held %s, expected %s".formatted(this.versions.keySet(), routes.all()));
    }
    this.shadows = routes.shadow().stream().map(this.versions::get).toList();
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /** The revision of the routes; empty where the version was named by the caller. */
  public OptionalLong revision() {
    return revision;
  }

  /** Whether it was compiled by these routes. */
  boolean isRoutedBy(RoutesInEffect other) {
    return revision.equals(OptionalLong.of(other.revision())) && routes.equals(other.versions());
  }

  /** Whether this is what answers whatever no canary answers, for those who name no version. */
  public boolean isActive(RoutedVersion version) {
    return inEffect.active().equals(version.version());
  }

  /** Whether this answers for a share of the records, for those who name no version. */
  public boolean isCanary(RoutedVersion version) {
    return inEffect.canary().map(Canary::version).equals(Optional.of(version.version()));
  }

  /** How documents become records and features. */
  public FeaturePlan plan() {
    return plan;
  }

  /** Reads documents for all versions at once. */
  public DocumentParser parser() {
    return parser;
  }

  /** The version that answers whatever no canary answers. */
  public RoutedVersion active() {
    return versions.get(routes.active());
  }

  /** The version that is to answer for the record of this id. */
  public RoutedVersion versionFor(String id) {
    return versions.get(routes.versionFor(name, id));
  }

  /** Those that score beside the version that answers. */
  public List<RoutedVersion> shadows() {
    return shadows;
  }
}
