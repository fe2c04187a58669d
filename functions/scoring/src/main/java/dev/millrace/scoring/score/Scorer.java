package dev.millrace.scoring.score;

import dev.millrace.common.Deadline;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelAnswer;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.model.WhenFeaturesDiffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** From records to predictions: looks rows up, builds the vectors, asks the model once. */
public final class Scorer {
  private final Lookups lookups;
  private final ModelFeatures features;
  private final ModelEndpoint model;

  /** Scores by look-ups, features and a model. Thread-safe. */
  public Scorer(Lookups lookups, ModelFeatures features, ModelEndpoint model) {
    this.lookups = Objects.requireNonNull(lookups);
    this.features = Objects.requireNonNull(features);
    this.model = Objects.requireNonNull(model);
  }

  /** Scores records, in their order; one that cannot be scored costs itself its score alone. */
  public Scores score(
      List<DocumentRecord> records, Deadline deadline, WhenFeaturesDiffer whenFeaturesDiffer) {
    if (records.isEmpty()) {
      return Scores.NONE;
    }
    Stopwatch stopwatch = new Stopwatch();
    List<List<HeldKey>> keys = records.stream().map(features::keys).toList();
    Set<LookupKey> wanted = new LinkedHashSet<>();
    List<List<LookupKey>> lookupKeys = keys.stream().map(features::lookupKeys).toList();
    lookupKeys.forEach(wanted::addAll);
    Lookups.Found found = lookups.find(wanted, deadline);
    long lookUpMillis = stopwatch.lap();

    Score[] scores = new Score[records.size()];
    List<FeatureVector> asked = new ArrayList<>(scores.length);
    List<Integer> places = new ArrayList<>(scores.length);
    Defaults defaults = new Defaults();
    for (int i = 0; i < scores.length; i++) {
      DocumentRecord record = records.get(i);
      Optional<LookupKey> failed = failed(lookupKeys.get(i), found.rows());
      if (failed.isPresent()) {
        scores[i] =
            new Score.Unavailable(
                record, "the look-up in %s failed".formatted(failed.get().table()));
        continue;
      }
      defaults.count(keys.get(i), found.rows());
      switch (features.compute(record, keys.get(i), found.rows())) {
        case FeatureOutcome.Refused(Reason reason, String detail) ->
            scores[i] = new Score.Refused(record, reason, detail);
        case FeatureOutcome.Computed(FeatureVector vector) -> {
          defaults.count(vector);
          asked.add(vector);
          places.add(i);
        }
      }
    }
    stopwatch.lap();
    List<ModelAnswer> answers =
        asked.isEmpty() ? List.of() : model.predict(asked, deadline, whenFeaturesDiffer);
    long modelMillis = stopwatch.lap();
    for (int i = 0; i < answers.size(); i++) {
      int place = places.get(i);
      scores[place] = score(records.get(place), asked.get(i), answers.get(i));
    }
    return new Scores(
        List.of(scores),
        found.misses() == 0 ? OptionalLong.empty() : OptionalLong.of(lookUpMillis),
        asked.isEmpty() ? OptionalLong.empty() : OptionalLong.of(modelMillis),
        found.hits(),
        found.misses(),
        defaults.taken());
  }

  private static Optional<LookupKey> failed(
      List<LookupKey> keys, Map<LookupKey, Optional<LookupRow>> rows) {
    return keys.stream().filter(key -> !rows.containsKey(key)).findFirst();
  }

  private static Score score(DocumentRecord record, FeatureVector vector, ModelAnswer answer) {
    return switch (answer) {
      case ModelAnswer.Predicted(PredictedValue prediction, String name, String version) ->
          new Score.Scored(record, vector, prediction, name, version);
      case ModelAnswer.Refused(Reason reason, String detail) ->
          new Score.Refused(record, reason, detail);
      case ModelAnswer.Unavailable(String cause) -> new Score.Unavailable(record, cause);
    };
  }

  /** Counts the defaults of one batch. */
  private final class Defaults {
    private final SortedMap<String, Integer> notFound = new TreeMap<>();
    private final SortedMap<String, Integer> keysInvalid = new TreeMap<>();
    private final SortedMap<String, Integer> invalidFields = new TreeMap<>();

    void count(List<HeldKey> keys, Map<LookupKey, Optional<LookupRow>> rows) {
      for (int i = 0; i < keys.size(); i++) {
        LookupDefinition lookup = features.definition().lookups().get(i);
        HeldKey key = keys.get(i);
        if (key.isInvalid()) {
          keysInvalid.merge(lookup.name(), 1, Integer::sum);
        } else if (key.key().isPresent()
            && rows.get(new LookupKey(lookup.table(), key.key().get())).isEmpty()) {
          notFound.merge(lookup.name(), 1, Integer::sum);
        }
      }
    }

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
}
