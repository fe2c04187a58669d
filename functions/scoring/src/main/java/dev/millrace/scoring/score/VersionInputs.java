package dev.millrace.scoring.score;

import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one version computes its features from, by a record's place in the batch. */
final class VersionInputs {
  private final ModelFeatures features;
  private final List<List<HeldKey>> keys;
  private final List<List<LookupKey>> lookupKeys;

  VersionInputs(ModelFeatures features, int records) {
    this.features = features;
    this.keys = new ArrayList<>(Collections.nCopies(records, List.of()));
    this.lookupKeys = new ArrayList<>(Collections.nCopies(records, List.of()));
  }

  List<LookupDefinition> lookups() {
    return features.definition().lookups();
  }

  List<HeldKey> keys(int place) {
    return keys.get(place);
  }

  void read(int place, DocumentRecord record) {
    List<HeldKey> held = features.keys(record);
    keys.set(place, held);
    lookupKeys.set(place, features.lookupKeys(held));
  }

  void addLookupKeys(Set<LookupKey> wanted) {
    lookupKeys.forEach(wanted::addAll);
  }

  /** What the version is asked with for the record at this place. */
  VersionVector vector(int place, DocumentRecord record, Map<LookupKey, Optional<LookupRow>> rows) {
    for (LookupKey key : lookupKeys.get(place)) {
      if (!rows.containsKey(key)) {
        return new VersionVector.NotLookedUp(key.table());
      }
    }
    return switch (features.compute(record, keys.get(place), rows)) {
      case FeatureOutcome.Computed(FeatureVector vector) -> new VersionVector.Ready(vector);
      case FeatureOutcome.Refused(Reason reason, String detail) ->
          new VersionVector.Refused(reason, detail);
    };
  }
}
