package dev.millrace.scoring.score;

import dev.millrace.common.Deadline;
import dev.millrace.features.FeatureVector;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.session.Reason;
import dev.millrace.features.session.Session;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelAnswer;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.model.WhenFeaturesDiffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** From sessions to predictions: looks rows up, builds the vectors, asks the model once. */
public final class Scorer {
  private static final String ZIP_CODES = "zip_codes";

  private final Lookups lookups;
  private final FeatureVectors vectors;
  private final ModelEndpoint model;

  /** Scores by look-ups, features and a model. Thread-safe. */
  public Scorer(Lookups lookups, FeatureVectors vectors, ModelEndpoint model) {
    this.lookups = Objects.requireNonNull(lookups);
    this.vectors = Objects.requireNonNull(vectors);
    this.model = Objects.requireNonNull(model);
  }

  /** Scores sessions, in their order; one that the model refuses costs itself its score alone. */
  public Scores score(
      List<Session> sessions, Deadline deadline, WhenFeaturesDiffer whenFeaturesDiffer) {
    if (sessions.isEmpty()) {
      return new Scores(List.of(), OptionalLong.empty(), OptionalLong.empty(), 0, 0, LookUps.NONE);
    }
    Stopwatch stopwatch = new Stopwatch();
    Set<LookupKey> wanted = new LinkedHashSet<>();
    sessions.forEach(session -> key(session).ifPresent(wanted::add));
    Lookups.Found found = lookups.find(wanted, deadline);
    long lookUpMillis = stopwatch.lap();

    Score[] scores = new Score[sessions.size()];
    List<FeatureVector> asked = new ArrayList<>(scores.length);
    List<Integer> places = new ArrayList<>(scores.length);
    int notFound = 0;
    int invalid = 0;
    for (int i = 0; i < scores.length; i++) {
      Session session = sessions.get(i);
      Optional<LookupKey> key = key(session);
      if (key.isPresent() && !found.rows().containsKey(key.get())) {
        scores[i] =
            new Score.Unavailable(session, "the look-up in %s failed".formatted(key.get().table()));
      } else {
        Optional<Map<String, Double>> attributes =
            key.flatMap(found.rows()::get).map(LookupRow::numbers);
        notFound += key.isPresent() && attributes.isEmpty() ? 1 : 0;
        invalid += session.zipCodeInvalid() ? 1 : 0;
        asked.add(vectors.of(session, attributes));
        places.add(i);
      }
    }
    stopwatch.lap();
    List<ModelAnswer> answers = model.predict(asked, deadline, whenFeaturesDiffer);
    long modelMillis = stopwatch.lap();
    for (int i = 0; i < answers.size(); i++) {
      int place = places.get(i);
      scores[place] = score(sessions.get(place), asked.get(i), answers.get(i));
    }
    return new Scores(
        List.of(scores),
        found.misses() == 0 ? OptionalLong.empty() : OptionalLong.of(lookUpMillis),
        asked.isEmpty() ? OptionalLong.empty() : OptionalLong.of(modelMillis),
        found.hits(),
        found.misses(),
        new LookUps(notFound, invalid));
  }

  private static Optional<LookupKey> key(Session session) {
    return session.zipCode().map(code -> new LookupKey(ZIP_CODES, code));
  }

  private static Score score(Session session, FeatureVector vector, ModelAnswer answer) {
    return switch (answer) {
      case ModelAnswer.Predicted(double prediction, String name, String version) ->
          new Score.Scored(session, vector, prediction, name, version);
      case ModelAnswer.Refused(Reason reason, String detail) ->
          new Score.Refused(session, reason, detail);
      case ModelAnswer.Unavailable(String cause) -> new Score.Unavailable(session, cause);
    };
  }
}
