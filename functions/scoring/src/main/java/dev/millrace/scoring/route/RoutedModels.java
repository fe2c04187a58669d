package dev.millrace.scoring.route;

import dev.millrace.common.Deadline;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models whose versions are in effect, compiled when their routes change. A version never
 * changes, so that its definition is read once. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a table cannot be reached in time. For
 * one thread at a time.
 */
public final class RoutedModels {
  /** Definitions and compiled models that are kept of those that were used last. */
  private static final int KEPT = 64;

  private static final Logger LOG = LoggerFactory.getLogger(RoutedModels.class);

  private final RoutingReader routing;
  private final VersionDefinitions definitions;
  private final ModelEndpoints endpoints;
  private final Lookups lookups;
  private final Duration maximumAheadOfArrival;
  private final Map<String, ModelDefinition> known = newest();
  private final Map<String, RoutedModel> named = newest();
  private final Map<String, RoutedModel> routed = new HashMap<>();

  /**
   * Models by their routing rows.
   *
   * @param lookups are told the attributes that the models' features take
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   */
  public RoutedModels(
      RoutingReader routing,
      VersionDefinitions definitions,
      ModelEndpoints endpoints,
      Lookups lookups,
      Duration maximumAheadOfArrival) {
    this.routing = Objects.requireNonNull(routing);
    this.definitions = Objects.requireNonNull(definitions);
    this.endpoints = Objects.requireNonNull(endpoints);
    this.lookups = Objects.requireNonNull(lookups);
    this.maximumAheadOfArrival = Objects.requireNonNull(maximumAheadOfArrival);
  }

  private static <V> Map<String, V> newest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** The models that score the records of a stream, by their names. */
  public List<RoutedModel> boundTo(String stream, Deadline deadline) {
    List<RoutedModel> bound = new ArrayList<>();
    for (RoutingRow row : routing.rows(deadline)) {
      if (row.streams().contains(stream) && row.inEffect().isPresent()) {
        bound.add(compiled(row.model(), row.inEffect().get(), deadline));
      }
    }
    bound.sort(Comparator.comparing(RoutedModel::name));
    return bound;
  }

  /** Whether the model's routes are still those that it was compiled by. */
  public boolean isCurrent(RoutedModel model, Deadline deadline) {
    return routing
        .row(model.name(), deadline)
        .flatMap(RoutingRow::inEffect)
        .filter(routes -> model.revision().equals(OptionalLong.of(routes.revision())))
        .isPresent();
  }

  /**
   * The model by its routes.
   *
   * @throws UnroutedModel when no version of it is in effect
   */
  public RoutedModel routed(String model, Deadline deadline) throws UnroutedModel {
    RoutingRow row = row(model, deadline);
    if (row.inEffect().isEmpty()) {
      throw new UnroutedModel(
          UnroutedModel.Cause.LOADING,
          "The endpoint is loading version %s of %s; ask again in a few seconds"
              .formatted(row.versions().active(), model));
    }
    return compiled(model, row.inEffect().get(), deadline);
  }

  private RoutingRow row(String model, Deadline deadline) throws UnroutedModel {
    Optional<RoutingRow> row = routing.row(model, deadline);
    if (row.isEmpty()) {
      List<String> models =
          routing.rows(deadline).stream().map(RoutingRow::model).sorted().toList();
      throw new UnroutedModel(
          UnroutedModel.Cause.UNKNOWN,
          "No version of a model \"%s\" is routed; the models that are routed: %s"
              .formatted(model, listed(models)));
    }
    return row.get();
  }

  /**
   * One version of a model that the endpoint has loaded.
   *
   * @throws UnroutedModel when it cannot be asked
   */
  public RoutedModel named(String model, String version, Deadline deadline) throws UnroutedModel {
    RoutingRow row = row(model, deadline);
    Set<String> loaded = new LinkedHashSet<>();
    row.inEffect().ifPresent(routes -> loaded.addAll(routes.versions().all()));
    row.lastGood().ifPresent(loaded::add);
    if (!loaded.contains(version)) {
      throw unrouted(row, version, loaded, deadline);
    }
    String key = model + "/" + version;
    RoutedModel compiled = named.get(key);
    if (compiled == null) {
      compiled = compile(model, RoutedVersions.active(version), OptionalLong.empty(), deadline);
      named.put(key, compiled);
    }
    return compiled;
  }

  private UnroutedModel unrouted(
      RoutingRow row, String version, Set<String> loaded, Deadline deadline) {
    List<String> validated = definitions.validated(row.model(), deadline);
    if (!validated.contains(version)) {
      return new UnroutedModel(
          UnroutedModel.Cause.UNKNOWN,
          "Query parameter version held \"%.40s\"; expected a validated version of %s: %s"
              .formatted(version, row.model(), listed(validated)));
    }
    return row.versions().all().contains(version)
        ? new UnroutedModel(
            UnroutedModel.Cause.LOADING,
            "The endpoint is loading version %s of %s; ask again in a few seconds"
                .formatted(version, row.model()))
        : new UnroutedModel(
            UnroutedModel.Cause.NOT_ROUTED,
            "The endpoint has not loaded version %s of %s, for the model's routing does not name it; it has %s. Route it as a shadow or as a canary with the weight 0 first"
                .formatted(version, row.model(), listed(loaded.stream().sorted().toList())));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private RoutedModel compiled(String model, RoutesInEffect routes, Deadline deadline) {
    RoutedModel before = routed.get(model);
    if (before != null && before.revision().equals(OptionalLong.of(routes.revision()))) {
      return before;
    }
    RoutedModel compiled =
        compile(model, routes.versions(), OptionalLong.of(routes.revision()), deadline);
    routed.put(model, compiled);
    return compiled;
  }

  private RoutedModel compile(
      String model, RoutedVersions routes, OptionalLong revision, Deadline deadline) {
    List<ModelDefinition> all = new ArrayList<>();
    for (String version : routes.all()) {
      all.add(definition(model, version, deadline));
    }
    FeaturePlan plan = FeaturePlan.of(all, maximumAheadOfArrival);
    plan.lookupAttributes().values().forEach(lookups::want);
    List<RoutedVersion> versions =
        plan.versions().stream()
            .map(features -> new RoutedVersion(features, endpoints.endpoint(features.definition())))
            .toList();
    return new RoutedModel(
        model,
        routes,
        revision,
        plan,
        plan.parser(failure -> LOG.error("Parsing a document failed with {}", failure)),
        versions);
  }

  private ModelDefinition definition(String model, String version, Deadline deadline) {
    String key = model + "/" + version;
    ModelDefinition definition = known.get(key);
    if (definition == null) {
      definition =
          definitions
              .find(model, version, deadline)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "The routing names version %s of %s, which the registry does not hold as validated"
                              .formatted(version, model)));
      known.put(key, definition);
    }
    return definition;
  }
}
