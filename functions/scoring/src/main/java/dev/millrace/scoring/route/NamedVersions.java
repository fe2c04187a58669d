package dev.millrace.scoring.route;

import dev.millrace.common.Deadline;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which versions a caller may name: those that the endpoint has loaded. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a table cannot be reached in time.
 * Thread-safe.
 */
public final class NamedVersions {
  private final RoutingReader routing;
  private final VersionDefinitions definitions;

  /** Versions by the routing rows and the registry. */
  public NamedVersions(RoutingReader routing, VersionDefinitions definitions) {
    this.routing = Objects.requireNonNull(routing);
    this.definitions = Objects.requireNonNull(definitions);
  }

  /**
   * The row of the version's model, where the endpoint has loaded the version.
   *
   * @throws UnroutedModel when it has not
   */
  public RoutingRow require(String model, String version, Deadline deadline) throws UnroutedModel {
    RoutingRow row = row(model, deadline);
    boolean isRouted =
        row.inEffect()
            .map(RoutesInEffect::versions)
            .filter(routes -> routes.all().contains(version))
            .isPresent();
    // The last good version stays loaded, but may have been deactivated.
    boolean isLastGood =
        row.lastGood().equals(Optional.of(version))
            && definitions.validated(model, deadline).contains(version);
    if (!isRouted && !isLastGood) {
      throw unrouted(row, version, deadline);
    }
    return row;
  }

  /**
   * The row of a model.
   *
   * @throws UnroutedModel when it has none
   */
  RoutingRow row(String model, Deadline deadline) throws UnroutedModel {
    Optional<RoutingRow> row = routing.row(model, deadline);
    if (row.isEmpty()) {
      List<String> models =
          routing.rows(deadline).stream().map(RoutingRow::model).sorted().toList();
      throw new UnroutedModel(
          UnroutedModel.Cause.UNKNOWN,
          "No version of a model \"%.63s\" is routed; the models that are routed: %s"
              .formatted(model, listed(models)));
    }
    return row.get();
  }

  private UnroutedModel unrouted(RoutingRow row, String version, Deadline deadline) {
    List<String> validated = definitions.validated(row.model(), deadline);
    if (!validated.contains(version)) {
      return new UnroutedModel(
          UnroutedModel.Cause.UNKNOWN,
          "version held \"%.40s\"; expected a validated version of %s: %s"
              .formatted(version, row.model(), listed(validated)));
    }
    return row.versions().all().contains(version)
        ? loading(row.model(), version)
        : new UnroutedModel(
            UnroutedModel.Cause.NOT_ROUTED,
            "The endpoint has not loaded version %s of %s, for the model's routing does not name it; it names %s. Route it as a shadow or as a canary with the weight 0 first"
                .formatted(version, row.model(), listed(List.copyOf(new TreeSet<>(row.toLoad())))));
  }

  static UnroutedModel loading(String model, String version) {
    return new UnroutedModel(
        UnroutedModel.Cause.LOADING,
        "The endpoint is loading version %s of %s; ask again in a few seconds"
            .formatted(version, model));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
