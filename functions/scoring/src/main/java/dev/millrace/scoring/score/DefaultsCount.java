package dev.millrace.scoring.score;

import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the defaults that the records of one batch were scored with. */
final class DefaultsCount {
  private final SortedMap<String, Integer> notFound = new TreeMap<>();
  private final SortedMap<String, Integer> keysInvalid = new TreeMap<>();
  private final SortedMap<String, Integer> invalidFields = new TreeMap<>();

  /** Those of the look-ups of the version that answered. */
  void count(VersionInputs version, int place, Map<LookupKey, Optional<LookupRow>> rows) {
    List<LookupDefinition> lookups = version.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      LookupDefinition lookup = lookups.get(i);
      HeldKey key = version.keys(place).get(i);
      if (key.isInvalid()) {
        keysInvalid.merge(lookup.name(), 1, Integer::sum);
      } else if (key.key().isPresent()
          && rows.get(new LookupKey(lookup.table(), key.key().get())).isEmpty()) {
        notFound.merge(lookup.name(), 1, Integer::sum);
      }
    }
  }

  /** Those of the features. */
  void count(FeatureVector vector) {
    for (int i = 0; vector.hasDefaultForInvalid() && i < vector.size(); i++) {
      if (vector.isDefaultForInvalid(i)) {
        invalidFields.merge(vector.names().get(i), 1, Integer::sum);
      }
    }
  }

  DefaultsTaken taken() {
    return new DefaultsTaken(notFound, keysInvalid, invalidFields);
  }
}
