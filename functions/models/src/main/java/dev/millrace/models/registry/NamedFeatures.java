package dev.millrace.models.registry;

import dev.millrace.common.Json;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The features that a version may take by their names alone: those of a definition that is already
 * in use, and those that a name defines by itself. Immutable.
 */
final class NamedFeatures {
  /** Parts of the record's time in UTC, and whether a ZIP code is known: see docs/FEATURES.md. */
  private static final List<String> BY_THEMSELVES =
      List.of("day_of_year", "day_of_week", "hour_of_day", "zip_known");

  /** A feature, and the declared look-up that it reads. */
  private record NamedFeature(String json, Optional<String> lookup) {}

  private final String origin;
  private final Map<String, NamedFeature> features = new TreeMap<>();
  private final Map<String, String> lookups;
  private final Optional<String> record;

  private NamedFeatures(String origin, Map<String, String> lookups, Optional<String> record) {
    this.origin = origin;
    this.lookups = lookups;
    this.record = record;
    for (String name : BY_THEMSELVES) {
      features.put(name, new NamedFeature(definition(name), Optional.empty()));
    }
  }

  /** Those that a name defines by itself. */
  static NamedFeatures byThemselves() {
    return new NamedFeatures("no model", Map.of(), Optional.empty());
  }

  /** Those of a version, and those that a name defines by itself where the version has others. */
  static NamedFeatures of(VersionRow version) {
    Map<String, String> parts =
        JsonParts.members(
            new String(
                PackedDefinition.modelJson(version.content().definition()),
                StandardCharsets.UTF_8));
    ModelDefinition definition = version.definition();
    Map<String, String> lookups =
        Optional.ofNullable(parts.get("lookups")).map(JsonParts::members).orElse(Map.of());
    NamedFeatures named =
        new NamedFeatures(
            "%s %s".formatted(version.model(), version.version()),
            lookups,
            Optional.ofNullable(parts.get("record")));
    List<String> json = JsonParts.elements(parts.get("features"));
    for (int place = 0; place < json.size(); place++) {
      FeatureDefinition feature = definition.features().get(place);
      named.features.put(
          feature.name(),
          new NamedFeature(json.get(place), lookup(feature).filter(lookups::containsKey)));
    }
    return named;
  }

  private static Optional<String> lookup(FeatureDefinition feature) {
    return switch (feature.source()) {
      case FeatureSource.Document document -> Optional.empty();
      case FeatureSource.Attribute attribute -> Optional.of(attribute.lookup().name());
      case FeatureSource.Found found -> Optional.of(found.lookup().name());
    };
  }

  private static String definition(String name) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("name", name);
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }

  /** What the record is of documents that these features are computed from, as JSON. */
  Optional<String> record() {
    return record;
  }

  /** A feature's definition, as JSON; empty where none has this name. */
  Optional<String> find(String name) {
    return Optional.ofNullable(features.get(name)).map(NamedFeature::json);
  }

  /** The declared look-ups that these features read, each as JSON, by name. */
  Map<String, String> lookups(List<String> names) {
    Map<String, String> read = new LinkedHashMap<>();
    for (String name : names) {
      Optional.ofNullable(features.get(Objects.requireNonNull(name)))
          .flatMap(NamedFeature::lookup)
          .ifPresent(lookup -> read.put(lookup, lookups.get(lookup)));
    }
    return read;
  }

  /** The names that there are, and whose they are: the end of a sentence. */
  String described() {
    return "%s (of %s, and those that a name alone defines)".formatted(features.keySet(), origin);
  }
}
