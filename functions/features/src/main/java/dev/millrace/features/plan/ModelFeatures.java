package dev.millrace.features.plan;

import dev.millrace.features.definition.FeatureDefault;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.field.FieldTree;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.kind.FeatureValue;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Computes the features of one model version from records. It is the one class that does so, for
 * the stream, the request, the training set and the command. Immutable and thread-safe.
 */
public final class ModelFeatures {
  private final ModelDefinition definition;
  private final List<String> names;
  private final Map<String, Integer> indices = new HashMap<>();
  private final boolean hasTexts;
  private final ComputedFeature[] features;
  private final List<LookupDefinition> lookups;
  private final int[] keySlots;

  /** The features of a version, whose fields are added to those that are wanted. */
  ModelFeatures(ModelDefinition definition, FieldTree.Builder wanted) {
    this.definition = definition;
    this.names = definition.featureNames();
    names.forEach(name -> indices.put(name, indices.size()));
    this.lookups = definition.lookups();
    this.keySlots = lookups.stream().mapToInt(lookup -> wanted.add(lookup.key())).toArray();
    this.hasTexts =
        definition.features().stream().anyMatch(feature -> feature.type() == FeatureType.CATEGORY);
    this.features =
        definition.features().stream()
            .map(feature -> ComputedFeature.of(feature, lookups, wanted))
            .toArray(ComputedFeature[]::new);
  }

  /** The version whose features these are. */
  public ModelDefinition definition() {
    return definition;
  }

  /** The features' names, in the version's order. */
  public List<String> names() {
    return names;
  }

  /**
   * A feature's place in the version's order.
   *
   * @throws IllegalArgumentException when the version has no such feature
   */
  public int indexOf(String name) {
    Integer index = indices.get(name);
    if (index == null) {
      throw new IllegalArgumentException(
          "feature %s is unknown, expected one of %s".formatted(name, names));
    }
    return index;
  }

  /** Whether a feature is a number or a text. */
  public FeatureType type(int index) {
    return definition.features().get(index).type();
  }

  /** The keys of the record's look-ups, in the order of {@link ModelDefinition#lookups()}. */
  public List<HeldKey> keys(DocumentRecord record) {
    List<HeldKey> keys = new ArrayList<>(keySlots.length);
    for (int i = 0; i < keySlots.length; i++) {
      keys.add(lookups.get(i).form().read(record.fields(), keySlots[i]));
    }
    return keys;
  }

  /** The rows to look up for these keys: one for each that holds a key. */
  public List<LookupKey> lookupKeys(List<HeldKey> keys) {
    List<LookupKey> wanted = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String table = lookups.get(i).table();
      keys.get(i).key().ifPresent(key -> wanted.add(new LookupKey(table, key)));
    }
    return wanted;
  }

  /**
   * The features of a record.
   *
   * @param keys those of the record: see {@link #keys}
   * @param rows what is stored under them; a key that is not in it counts as one that has no row
   */
  public FeatureOutcome compute(
      DocumentRecord record, List<HeldKey> keys, Map<LookupKey, Optional<LookupRow>> rows) {
    Objects.requireNonNull(rows, "rows");
    double[] numbers = new double[features.length];
    String[] texts = hasTexts ? new String[features.length] : null;
    BitSet defaulted = null;
    long eventTime = record.eventTime().toEpochMilli();
    List<LookedUpRow> found = found(keys, rows);
    FeatureValue value = new FeatureValue();
    for (int i = 0; i < features.length; i++) {
      ComputedFeature feature = features[i];
      feature.compute(record.fields(), eventTime, found, value);
      FeatureValue.State state = value.state();
      if (state != FeatureValue.State.PRESENT) {
        switch (feature.definition().fallback()) {
          case FeatureDefault.None() -> {
            return new FeatureOutcome.Refused(
                state == FeatureValue.State.MISSING
                    ? Reason.FEATURE_MISSING
                    : Reason.FEATURE_INVALID,
                feature.problem(record.fields(), found));
          }
          case FeatureDefault.Missing() -> value.setMissing();
          case FeatureDefault.NumberValue(double number) -> value.set(number);
          case FeatureDefault.TextValue(String text) -> value.set(text);
        }
        if (state == FeatureValue.State.INVALID) {
          defaulted = defaulted == null ? new BitSet(features.length) : defaulted;
          defaulted.set(i);
        }
      }
      boolean present = value.state() == FeatureValue.State.PRESENT;
      if (feature.definition().type() == FeatureType.NUMBER) {
        numbers[i] = present ? value.number() : Double.NaN;
      } else {
        numbers[i] = Double.NaN;
        texts[i] = present ? value.text() : "";
      }
    }
    return new FeatureOutcome.Computed(new FeatureVector(this, numbers, texts, defaulted));
  }

  private List<LookedUpRow> found(List<HeldKey> keys, Map<LookupKey, Optional<LookupRow>> rows) {
    if (keys.isEmpty()) {
      return List.of();
    }
    List<LookedUpRow> found = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      LookupDefinition lookup = lookups.get(i);
      HeldKey key = keys.get(i);
      Optional<LookupRow> row =
          key.key()
              .flatMap(
                  text -> rows.getOrDefault(new LookupKey(lookup.table(), text), Optional.empty()));
      found.add(new LookedUpRow(lookup, keySlots[i], key, row));
    }
    return found;
  }

  /** The attributes that features take, by the name of their look-up table. */
  Map<String, List<String>> attributes() {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    for (FeatureDefinition feature : definition.features()) {
      if (feature.source()
          instanceof
          dev.millrace.features.definition.FeatureSource.Attribute(
              LookupDefinition lookup,
              String attribute)) {
        attributes.computeIfAbsent(lookup.table(), table -> new ArrayList<>()).add(attribute);
      }
    }
    return attributes;
  }
}
