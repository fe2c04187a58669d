package dev.millrace.features.plan;

import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.field.FieldPath;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.kind.FeatureKind;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.kind.FeatureValue;
import dev.millrace.features.lookup.LookupRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One feature of a version, with the slots of its fields. Immutable and thread-safe. */
sealed interface ComputedFeature {

  FeatureDefinition definition();

  /** Gives the value, or that there is none. */
  void compute(DocumentFields fields, long eventTime, List<LookedUpRow> rows, FeatureValue value);

  /** Why there is no value, in a sentence. */
  String problem(DocumentFields fields, List<LookedUpRow> rows);

  static ComputedFeature of(
      FeatureDefinition definition, List<LookupDefinition> lookups, FieldTree.Builder wanted) {
    return switch (definition.source()) {
      case FeatureSource.Document(FeatureKind kind, List<FieldPath> from) ->
          new OfDocument(
              definition,
              kind,
              from,
              from.stream()
                  .mapToInt(
                      path ->
                          path.equals(FeatureSource.EVENT_TIME)
                              ? FeatureKind.EVENT_TIME
                              : wanted.add(path))
                  .toArray());
      case FeatureSource.Attribute(LookupDefinition lookup, String attribute) ->
          new OfRow(definition, lookups.indexOf(lookup), attribute);
      case FeatureSource.Found(LookupDefinition lookup) ->
          new Found(definition, lookups.indexOf(lookup));
    };
  }

  /** Computed from fields of the document. */
  record OfDocument(
      FeatureDefinition definition, FeatureKind kind, List<FieldPath> paths, int[] slots)
      implements ComputedFeature {

    @Override
    public void compute(
        DocumentFields fields, long eventTime, List<LookedUpRow> rows, FeatureValue value) {
      kind.compute(fields, slots, eventTime, value);
    }

    @Override
    public String problem(DocumentFields fields, List<LookedUpRow> rows) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < slots.length; i++) {
        if (slots[i] != FeatureKind.EVENT_TIME) {
          held.add("%s held %s".formatted(paths.get(i), fields.held(slots[i])));
        }
      }
      return "feature %s has no default, and %s, expected %s"
          .formatted(definition.name(), String.join(" and ", held), kind.expected());
    }
  }

  /** An attribute of a row that was looked up. */
  record OfRow(FeatureDefinition definition, int lookup, String attribute)
      implements ComputedFeature {

    @Override
    public void compute(
        DocumentFields fields, long eventTime, List<LookedUpRow> rows, FeatureValue value) {
      LookedUpRow found = rows.get(lookup);
      if (found.key().isInvalid()) {
        value.setInvalid();
      } else if (found.row().isEmpty()) {
        value.setMissing();
      } else if (definition.type() == FeatureType.NUMBER) {
        number(found.row().get(), value);
      } else {
        text(found.row().get(), value);
      }
    }

    private void number(LookupRow row, FeatureValue value) {
      OptionalDouble number = row.number(attribute);
      if (number.isPresent()) {
        value.set(number.getAsDouble());
      } else if (row.text(attribute).isPresent()) {
        value.setInvalid();
      } else {
        value.setMissing();
      }
    }

    private void text(LookupRow row, FeatureValue value) {
      Optional<String> text = row.text(attribute);
      if (text.isPresent()) {
        value.set(text.get());
      } else if (row.number(attribute).isPresent()) {
        value.setInvalid();
      } else {
        value.setMissing();
      }
    }

    @Override
    public String problem(DocumentFields fields, List<LookedUpRow> rows) {
      LookedUpRow found = rows.get(lookup);
      String feature = "feature %s has no default, and ".formatted(definition.name());
      if (found.key().key().isEmpty()) {
        return "%s%s held %s, expected a key of the look-up %s"
            .formatted(
                feature, found.lookup().key(), fields.held(found.slot()), found.lookup().name());
      }
      String key = UnicodeText.shown(found.key().key().get());
      return found.row().isEmpty()
          ? "%slook-up table %s has no row for \"%s\" (%s), expected one"
              .formatted(feature, found.lookup().table(), key, found.lookup().key())
          : "%sthe row \"%s\" of look-up table %s has no %s in %s, expected one"
              .formatted(
                  feature,
                  key,
                  found.lookup().table(),
                  definition.type() == FeatureType.NUMBER ? "number" : "text",
                  attribute);
    }
  }

  /** Whether a look-up found a row: 1 or 0. */
  record Found(FeatureDefinition definition, int lookup) implements ComputedFeature {

    @Override
    public void compute(
        DocumentFields fields, long eventTime, List<LookedUpRow> rows, FeatureValue value) {
      value.set(rows.get(lookup).row().isPresent() ? 1 : 0);
    }

    @Override
    public String problem(DocumentFields fields, List<LookedUpRow> rows) {
      throw new IllegalStateException("Whether a row was found always has a value");
    }
  }
}
