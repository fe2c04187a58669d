package dev.millrace.features.definition;

import dev.millrace.features.definition.FeatureSource.Attribute;
import dev.millrace.features.definition.FeatureSource.Document;
import dev.millrace.features.definition.FeatureSource.Found;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.kind.FeatureKind;
import dev.millrace.features.kind.FeatureKinds;
import dev.millrace.features.kind.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the features of one {@code model.json}. */
final class FeatureReader {
  private static final int MAXIMUM_NAME_LENGTH = 100;
  private static final String FOUND = "found";

  /** Features that a name alone defines: parts of the record's time in UTC. */
  private static final Set<String> NAMED = Set.of("day_of_year", "day_of_week", "hour_of_day");

  private static final String ZIP_KNOWN = "zip_known";

  private final Map<String, LookupDefinition> lookups;

  FeatureReader(Map<String, LookupDefinition> lookups) {
    this.lookups = lookups;
  }

  FeatureDefinition read(JsonMembers feature) {
    String name = name(feature);
    FeatureDefinition definition;
    if (feature.has("lookup")) {
      definition = lookedUp(name, feature, lookup(feature));
    } else if (feature.has("from")) {
      definition = fromDocument(name, feature);
    } else if (!feature.has("as")) {
      definition = byName(name, feature);
    } else {
      throw feature.refused("from", "a path, \"event_time\", or a look-up's name in lookup");
    }
    feature.end();
    return definition;
  }

  private static String name(JsonMembers feature) {
    String name = feature.text("name");
    boolean printable =
        name.codePoints()
            .noneMatch(c -> Character.isISOControl(c) || (c != ' ' && Character.isWhitespace(c)));
    if (!printable || name.length() > MAXIMUM_NAME_LENGTH || !name.strip().equals(name)) {
      throw feature.refused(
          "name",
          "1 to %d characters without control characters, and no blanks around them"
              .formatted(MAXIMUM_NAME_LENGTH));
    }
    return name;
  }

  private static FeatureDefinition fromDocument(String name, JsonMembers feature) {
    String as = feature.has("as") ? feature.text("as") : "";
    FeatureKind kind =
        FeatureKinds.read(as, feature)
            .orElseThrow(
                () -> feature.refused("as", "one of " + String.join(", ", FeatureKinds.names())));
    List<FieldPath> from = new ArrayList<>(List.of(DefinedPath.read(feature, "from")));
    if (as.equals("minutes_between")) {
      from.add(DefinedPath.read(feature, "to"));
    } else if (as.equals("minutes_before_event")) {
      from.add(FeatureSource.EVENT_TIME);
    }
    if (from.contains(FeatureSource.EVENT_TIME) && !kind.takesEventTime()) {
      throw feature.refused(
          "from", "a path: %s is not computed from the record's time".formatted(as));
    }
    if (from.stream().allMatch(FeatureSource.EVENT_TIME::equals) && feature.has("time")) {
      throw feature.refused("time", "none: the record's time is read as record.event_time says");
    }
    return new FeatureDefinition(
        name,
        new Document(kind, from),
        kind.type(),
        kind.isWhole(),
        FeatureDefault.read(feature, kind.type()));
  }

  private static FeatureDefinition lookedUp(
      String name, JsonMembers feature, LookupDefinition lookup) {
    String as = feature.optionalText("as").orElse("");
    if (as.equals(FOUND)) {
      return found(name, lookup);
    }
    FeatureType type =
        switch (as) {
          case "" ->
              feature.value("default") instanceof String
                  ? FeatureType.CATEGORY
                  : FeatureType.NUMBER;
          case "number" -> FeatureType.NUMBER;
          case "category" -> FeatureType.CATEGORY;
          default -> throw feature.refused("as", "number, category or found");
        };
    return new FeatureDefinition(
        name,
        new Attribute(lookup, feature.text("attribute")),
        type,
        false,
        FeatureDefault.read(feature, type));
  }

  private static FeatureDefinition found(String name, LookupDefinition lookup) {
    return new FeatureDefinition(
        name, new Found(lookup), FeatureType.NUMBER, true, new FeatureDefault.None());
  }

  /** A feature of a definition that gives its name, and a default where it is looked up. */
  private FeatureDefinition byName(String name, JsonMembers feature) {
    if (NAMED.contains(name)) {
      FeatureKind kind = FeatureKinds.read(name, feature).orElseThrow();
      return new FeatureDefinition(
          name,
          new Document(kind, List.of(FeatureSource.EVENT_TIME)),
          kind.type(),
          kind.isWhole(),
          new FeatureDefault.None());
    }
    if (name.equals(ZIP_KNOWN)) {
      return found(name, zipCodes());
    }
    if (feature.has("default")) {
      return new FeatureDefinition(
          name,
          new Attribute(zipCodes(), name),
          FeatureType.NUMBER,
          false,
          FeatureDefault.read(feature, FeatureType.NUMBER));
    }
    throw feature.refused(
        "name",
        "one of %s, or beside it from and as, lookup, or a default"
            .formatted(
                NAMED.stream().sorted().collect(Collectors.joining(", ")) + ", " + ZIP_KNOWN));
  }

  private LookupDefinition lookup(JsonMembers feature) {
    String name = feature.text("lookup");
    LookupDefinition lookup = lookups.get(name);
    if (lookup == null && name.equals(LookupDefinition.ZIP_CODES.name())) {
      return zipCodes();
    }
    if (lookup == null) {
      throw feature.refused("lookup", "one of the declared lookups %s".formatted(lookups.keySet()));
    }
    return lookup;
  }

  private LookupDefinition zipCodes() {
    return lookups.computeIfAbsent(
        LookupDefinition.ZIP_CODES.name(), missing -> LookupDefinition.ZIP_CODES);
  }
}
