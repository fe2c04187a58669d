package dev.millrace.tools.features;

import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.ModelFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The features of a model as far as they can be computed without a stack: those of the document,
 * and those of look-ups whose rows are given. Of the others the keys are left. Immutable.
 */
final class OfflinePlan {
  private static final Duration MAXIMUM_AHEAD = Duration.ofDays(1);

  /** What is computed without a model. */
  private static final ModelDefinition SESSIONS =
      ModelDefinition.parse(
          """
          {"name": "sessions", "version": "1.0.0",
           "lookups": {"zip_codes": {"key": "_source.zipCode", "as": "us_zip_code"}},
           "features": [
             {"name": "day_of_year", "from": "event_time", "as": "day_of_year"},
             {"name": "day_of_week", "from": "event_time", "as": "day_of_week"},
             {"name": "hour_of_day", "from": "event_time", "as": "hour_of_day"}]}
          """
              .getBytes(StandardCharsets.UTF_8));

  private final ModelFeatures features;
  private final DocumentParser parser;
  private final FeatureColumns columns;
  private final Map<LookupKey, Optional<LookupRow>> rows;
  private final Map<String, List<String>> leftOut;

  private OfflinePlan(
      ModelDefinition model,
      List<FeatureColumns.Key> keys,
      Map<LookupKey, Optional<LookupRow>> rows,
      Map<String, List<String>> leftOut) {
    FeaturePlan plan = FeaturePlan.of(List.of(model), MAXIMUM_AHEAD);
    this.features = plan.versions().getFirst();
    this.parser = plan.parser();
    this.columns = new FeatureColumns(model.features(), keys);
    this.rows = Map.copyOf(rows);
    this.leftOut = leftOut;
  }

  /** The calendar of a session's time, and its zip code. */
  static OfflinePlan ofSessions() {
    return new OfflinePlan(
        SESSIONS, List.of(new FeatureColumns.Key("zip_code", 0)), Map.of(), Map.of());
  }

  /**
   * The features of a model.
   *
   * @param tables the look-up tables whose rows are given
   * @param rows those of these tables
   * @throws IllegalArgumentException when a feature has the name of another column
   */
  static OfflinePlan of(
      ModelDefinition model, Set<String> tables, Map<LookupKey, Optional<LookupRow>> rows) {
    List<FeatureDefinition> computed = new ArrayList<>();
    Map<String, List<String>> leftOut = new LinkedHashMap<>();
    for (FeatureDefinition feature : model.features()) {
      Optional<LookupDefinition> lookup =
          lookup(feature).filter(of -> !tables.contains(of.table()));
      if (lookup.isEmpty()) {
        computed.add(feature);
      } else {
        leftOut
            .computeIfAbsent(lookup.get().name(), added -> new ArrayList<>())
            .add(feature.name());
      }
    }
    List<FeatureColumns.Key> keys = new ArrayList<>();
    for (int i = 0; i < model.lookups().size(); i++) {
      String name = model.lookups().get(i).name();
      if (leftOut.containsKey(name)) {
        keys.add(new FeatureColumns.Key(name + "_key", i));
      }
    }
    ModelDefinition offline =
        new ModelDefinition(
            model.name(),
            model.version(),
            model.task(),
            model.classes(),
            model.record(),
            model.lookups(),
            computed);
    return new OfflinePlan(offline, keys, rows, leftOut);
  }

  private static Optional<LookupDefinition> lookup(FeatureDefinition feature) {
    return switch (feature.source()) {
      case FeatureSource.Document document -> Optional.empty();
      case FeatureSource.Attribute attribute -> Optional.of(attribute.lookup());
      case FeatureSource.Found found -> Optional.of(found.lookup());
    };
  }

  FeatureColumns columns() {
    return columns;
  }

  DocumentParser parser() {
    return parser;
  }

  /** The features that are not computed, by the name of their look-up. */
  Map<String, List<String>> leftOut() {
    return leftOut;
  }

  List<HeldKey> keys(DocumentRecord record) {
    return features.keys(record);
  }

  FeatureOutcome compute(DocumentRecord record, List<HeldKey> keys) {
    return features.compute(record, keys, rows);
  }
}
