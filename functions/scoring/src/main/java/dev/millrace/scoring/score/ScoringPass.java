package dev.millrace.scoring.score;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelAnswer;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.RoutedVersion;
import dev.millrace.scoring.score.AnsweredBy.Fallback;
import dev.millrace.scoring.score.AnsweredBy.Role;
import dev.millrace.scoring.score.AnsweredBy.ShadowFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One batch of records on its way through the versions of one model: the canary's share first, then
 * the active version for its own and for what the canary did not answer. Used once, by one thread.
 */
final class ScoringPass {
  /** What a canary that hangs may cost those behind it. */
  private static final Duration LONGEST_CANARY = Duration.ofSeconds(2);

  private final RoutedModel model;
  private final List<DocumentRecord> records;
  private final RoutedVersion[] chosen;
  private final Map<RoutedVersion, VersionInputs> inputs = new LinkedHashMap<>();
  private final Score[] scores;
  private final Fallback[] fallbacks;
  private final DefaultsCount defaults = new DefaultsCount();
  private long modelMillis;
  private boolean asked;

  ScoringPass(RoutedModel model, List<DocumentRecord> records) {
    this.model = model;
    this.records = records;
    this.chosen = new RoutedVersion[records.size()];
    this.scores = new Score[records.size()];
    this.fallbacks = new Fallback[records.size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = model.versionFor(records.get(i).id());
      inputs(model.active()).read(i, records.get(i));
      if (!chosen[i].equals(model.active())) {
        inputs(chosen[i]).read(i, records.get(i));
      }
      for (RoutedVersion shadow : model.shadows()) {
        inputs(shadow).read(i, records.get(i));
      }
    }
  }

  private VersionInputs inputs(RoutedVersion version) {
    return inputs.computeIfAbsent(
        version, added -> new VersionInputs(added.features(), records.size()));
  }

  /** The rows that any version wants. */
  Set<LookupKey> lookupKeys() {
    Set<LookupKey> wanted = new LinkedHashSet<>();
    inputs.values().forEach(version -> version.addLookupKeys(wanted));
    return wanted;
  }

  Scores scores(
      Lookups.Found found, long lookUpMillis, Deadline deadline, BooleanSupplier worthWaiting) {
    for (RoutedVersion version : inputs.keySet()) {
      if (!version.equals(model.active()) && !model.shadows().contains(version)) {
        askCanary(version, found, deadline);
      }
    }
    askActive(found, deadline, worthWaiting);
    return new Scores(
        List.of(scores),
        found.misses() == 0 ? OptionalLong.empty() : OptionalLong.of(lookUpMillis),
        asked ? OptionalLong.of(modelMillis) : OptionalLong.empty(),
        found.hits(),
        found.misses(),
        defaults.taken());
  }

  private void askCanary(RoutedVersion canary, Lookups.Found found, Deadline deadline) {
    List<FeatureVector> vectors = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (chosen[i].equals(canary)) {
        switch (vector(canary, i, found)) {
          case VersionVector.NotLookedUp failed ->
              fallbacks[i] = new Fallback(canary.version(), failed.error());
          case VersionVector.Refused(Reason reason, String detail) ->
              fallbacks[i] = new Fallback(canary.version(), detail);
          case VersionVector.Ready(FeatureVector vector) -> {
            vectors.add(vector);
            places.add(i);
          }
        }
      }
    }
    if (vectors.isEmpty()) {
      return;
    }
    Stopwatch stopwatch = new Stopwatch();
    List<ModelAnswer> answers = canary.endpoint().predictBriefly(vectors, shorter(deadline));
    long millis = took(stopwatch);
    for (int i = 0; i < answers.size(); i++) {
      int place = places.get(i);
      switch (answers.get(i)) {
        case ModelAnswer.Predicted predicted ->
            settle(place, canary, vectors.get(i), predicted, millis, found);
        case ModelAnswer.Refused(Reason reason, String detail) ->
            fallbacks[place] = new Fallback(canary.version(), detail);
        case ModelAnswer.Unavailable(String cause) ->
            fallbacks[place] = new Fallback(canary.version(), cause);
      }
    }
  }

  private VersionVector vector(RoutedVersion version, int place, Lookups.Found found) {
    return inputs(version).vector(place, records.get(place), found.rows());
  }

  private static Deadline shorter(Deadline deadline) {
    return Deadline.after(deadline.remaining().dividedBy(3)).atMost(LONGEST_CANARY);
  }

  private void askActive(Lookups.Found found, Deadline deadline, BooleanSupplier worthWaiting) {
    RoutedVersion active = model.active();
    List<FeatureVector> vectors = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] == null) {
        DocumentRecord record = records.get(i);
        switch (vector(active, i, found)) {
          case VersionVector.NotLookedUp(String table) ->
              scores[i] =
                  new Score.Unavailable(record, "the look-up in %s failed".formatted(table));
          case VersionVector.Refused(Reason reason, String detail) ->
              scores[i] = new Score.Refused(record, reason, detail);
          case VersionVector.Ready(FeatureVector vector) -> {
            vectors.add(vector);
            places.add(i);
          }
        }
      }
    }
    if (vectors.isEmpty()) {
      return;
    }
    Stopwatch stopwatch = new Stopwatch();
    List<ModelAnswer> answers =
        active.endpoint().predict(vectors, answeredElsewhere(found), deadline, worthWaiting);
    long millis = took(stopwatch);
    for (int i = 0; i < answers.size(); i++) {
      int place = places.get(i);
      DocumentRecord record = records.get(place);
      switch (answers.get(i)) {
        case ModelAnswer.Predicted predicted ->
            settle(place, active, vectors.get(i), predicted, millis, found);
        case ModelAnswer.Refused(Reason reason, String detail) ->
            scores[place] = new Score.Refused(record, reason, detail);
        case ModelAnswer.Unavailable(String cause) ->
            scores[place] = new Score.Unavailable(record, cause);
      }
    }
  }

  /**
   * The active version's vector of a record that the canary answered, if there is one: what the
   * canary left over may all be at fault, and still the active version works.
   */
  private List<FeatureVector> answeredElsewhere(Lookups.Found found) {
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] instanceof Score.Scored
          && vector(model.active(), i, found)
              instanceof VersionVector.Ready(FeatureVector vector)) {
        return List.of(vector);
      }
    }
    return List.of();
  }

  private long took(Stopwatch stopwatch) {
    long millis = stopwatch.lap();
    modelMillis += millis;
    asked = true;
    return millis;
  }

  private void settle(
      int place,
      RoutedVersion version,
      FeatureVector vector,
      ModelAnswer.Predicted answer,
      long millis,
      Lookups.Found found) {
    defaults.count(inputs(version), place, found.rows());
    defaults.count(vector);
    PredictedValue prediction = answer.prediction();
    scores[place] =
        new Score.Scored(
            records.get(place),
            vector,
            prediction,
            model.name(),
            version.version(),
            answeredBy(place, version, millis, found));
  }

  private AnsweredBy answeredBy(
      int place, RoutedVersion version, long millis, Lookups.Found found) {
    return new AnsweredBy(
        role(version),
        version.version(),
        model.revision(),
        Optional.ofNullable(fallbacks[place]),
        model.shadows().stream().map(shadow -> shadowed(place, shadow, found)).toList(),
        millis);
  }

  private Role role(RoutedVersion version) {
    if (model.isActive(version)) {
      return Role.ACTIVE;
    }
    return model.isCanary(version) ? Role.CANARY : Role.NAMED;
  }

  private ShadowFeatures shadowed(int place, RoutedVersion shadow, Lookups.Found found) {
    return switch (vector(shadow, place, found)) {
      case VersionVector.NotLookedUp failed ->
          new ShadowFeatures(shadow.version(), Optional.empty(), Optional.of(failed.error()));
      case VersionVector.Refused(Reason reason, String detail) ->
          new ShadowFeatures(shadow.version(), Optional.empty(), Optional.of(detail));
      case VersionVector.Ready(FeatureVector vector) ->
          new ShadowFeatures(shadow.version(), Optional.of(vector), Optional.empty());
    };
  }
}
