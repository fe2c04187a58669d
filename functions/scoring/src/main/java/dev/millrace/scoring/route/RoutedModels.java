package dev.millrace.scoring.route;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.routing.VersionPlans;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The models whose versions are in effect, compiled when their routes change. Where new routes
 * cannot be compiled, those before go on being used: one model's registry stops no other model.
 * Calls throw {@link SdkException} when a table cannot be reached in time. For one thread at a
 * time.
 */
public final class RoutedModels {
  /** Models of named versions that are kept of those that were used last. */
  private static final int KEPT = 64;

  /** What new routes may cost a model that has older ones. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(RoutedModels.class);

  private final RoutingReader routing;
  private final NamedVersions versions;
  private final ModelCompiler compiler;
  private final Runnable notRead;
  private final Map<String, RoutedModel> named = new LeastRecentlyUsed<>(KEPT);
  private final Map<String, RoutedModel> routed = new HashMap<>();

  /**
   * Models by their routing rows.
   *
   * @param lookups are told the attributes that the models' features take
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @param notRead is run each time that a model's routes cannot be compiled
   */
  public RoutedModels(
      RoutingReader routing,
      VersionDefinitions definitions,
      ModelEndpoints endpoints,
      Lookups lookups,
      Duration maximumAheadOfArrival,
      Runnable notRead) {
    this.routing = Objects.requireNonNull(routing);
    this.versions = new NamedVersions(routing, definitions);
    this.compiler =
        new ModelCompiler(new VersionPlans(definitions, maximumAheadOfArrival), endpoints, lookups);
    this.notRead = Objects.requireNonNull(notRead);
  }

  /** The models that score the records of a stream. */
  public BoundModels boundTo(String stream, Deadline deadline) {
    List<RoutedModel> bound = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (RoutingRow row : routing.rows(deadline)) {
      if (row.streams().contains(stream)) {
        try {
          bound.add(inEffect(row, deadline));
        } catch (UnroutedModel unrouted) {
          waiting.add(row.model());
        }
      }
    }
    bound.sort(Comparator.comparing(RoutedModel::name));
    return new BoundModels(bound, waiting);
  }

  /** Whether the model's routes are still those that it was compiled by. */
  public boolean isCurrent(RoutedModel model, Deadline deadline) {
    return routing
        .row(model.name(), deadline)
        .flatMap(RoutingRow::inEffect)
        .filter(model::isRoutedBy)
        .isPresent();
  }

  /**
   * The model by its routes.
   *
   * @throws UnroutedModel when no version of it can answer
   */
  public RoutedModel routed(String model, Deadline deadline) throws UnroutedModel {
    return inEffect(versions.row(model, deadline), deadline);
  }

  /**
   * One version of a model that the endpoint has loaded.
   *
   * @throws UnroutedModel when it cannot be asked
   */
  public RoutedModel named(String model, String version, Deadline deadline) throws UnroutedModel {
    RoutingRow row = versions.require(model, version, deadline);
    Optional<RoutedVersions> inEffect = row.inEffect().map(RoutesInEffect::versions);
    String key =
        "%s/%s/%d"
            .formatted(model, version, row.inEffect().map(RoutesInEffect::revision).orElse(0L));
    RoutedModel compiled = named.get(key);
    if (compiled == null) {
      RoutedVersions alone = RoutedVersions.active(version);
      try {
        compiled =
            compiler.compile(model, alone, inEffect.orElse(alone), OptionalLong.empty(), deadline);
      } catch (IllegalArgumentException inconsistent) {
        throw unusable(model, inconsistent);
      }
      named.put(key, compiled);
    }
    return compiled;
  }

  private UnroutedModel unusable(String model, IllegalArgumentException inconsistent) {
    LOG.error("The routes of {} cannot be used: {}", model, inconsistent.getMessage());
    notRead.run();
    return new UnroutedModel(
        UnroutedModel.Cause.UNUSABLE,
        "What the registry holds of the model %s cannot be used; the function's log says why"
            .formatted(model));
  }

  private RoutedModel inEffect(RoutingRow row, Deadline deadline) throws UnroutedModel {
    if (row.inEffect().isEmpty()) {
      throw NamedVersions.loading(row.model(), row.versions().active());
    }
    RoutesInEffect routes = row.inEffect().get();
    Optional<RoutedModel> before = Optional.ofNullable(routed.get(row.model()));
    if (before.isPresent() && before.get().isRoutedBy(routes)) {
      return before.get();
    }
    try {
      RoutedModel compiled =
          compiler.compile(
              row.model(),
              routes.versions(),
              routes.versions(),
              OptionalLong.of(routes.revision()),
              before.isPresent() ? deadline.atMost(LONGEST_CHANGE) : deadline);
      routed.put(row.model(), compiled);
      return compiled;
    } catch (SdkException unreachable) {
      LOG.warn("The routes of {} were not read: {}", row.model(), unreachable.getMessage());
      notRead.run();
      return before.orElseThrow(() -> unreachable);
    } catch (IllegalArgumentException inconsistent) {
      UnroutedModel unusable = unusable(row.model(), inconsistent);
      return before.orElseThrow(() -> unusable);
    }
  }
}
