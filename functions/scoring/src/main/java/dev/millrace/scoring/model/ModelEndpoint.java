package dev.millrace.scoring.model;

import dev.millrace.common.Deadline;
import dev.millrace.features.plan.FeatureVector;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model behind its endpoint. For one thread at a time. */
public final class ModelEndpoint {
  /** How long to wait before asking again a model that takes other features. */
  public static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ModelEndpoint.class);

  private final ModelInvocation model;
  private final Runnable featureMismatch;
  private final Duration firstPause;
  private List<FeatureVector> predictedBefore = List.of();

  /**
   * The model.
   *
   * @param featureMismatch is run each time that the model takes other features than those asked
   *     with, from the thread that asks
   * @param firstPause how long to wait before such a model is asked again, and twice as long after
   *     each further time, up to five seconds
   */
  public ModelEndpoint(ModelInvocation model, Runnable featureMismatch, Duration firstPause) {
    this.model = Objects.requireNonNull(model);
    this.featureMismatch = Objects.requireNonNull(featureMismatch);
    this.firstPause = Objects.requireNonNull(firstPause);
  }

  /** An answer for each vector, in order, from as few calls as possible. */
  public List<ModelAnswer> predict(
      List<FeatureVector> vectors, Deadline deadline, WhenFeaturesDiffer whenFeaturesDiffer) {
    Duration pause = firstPause;
    while (true) {
      FaultyVectorSearch search = new FaultyVectorSearch(model, vectors, predictedBefore, deadline);
      List<ModelAnswer> answers = search.run();
      search.predicted().ifPresent(vector -> predictedBefore = List.of(vector));
      search.stopped().ifPresent(cause -> report(answers, cause));
      if (!search.foundOtherFeatures()) {
        return answers;
      }
      featureMismatch.run();
      if (whenFeaturesDiffer == WhenFeaturesDiffer.ANSWER
          || !deadline.pauseUnlessInterrupted(pause)) {
        return answers;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void report(List<ModelAnswer> answers, String cause) {
    LOG.warn(
        "Endpoint {} gave no predictions for {} of {} vectors: {}",
        model.endpoint(),
        answers.stream().filter(ModelAnswer.Unavailable.class::isInstance).count(),
        answers.size(),
        cause);
  }
}
