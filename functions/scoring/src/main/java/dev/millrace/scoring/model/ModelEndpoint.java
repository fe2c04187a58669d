package dev.millrace.scoring.model;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.features.document.Reason;
import dev.millrace.features.plan.FeatureVector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version behind its endpoint. For one thread at a time. */
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
   * The version.
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

  /**
   * An answer for each vector, in order, from as few calls as possible.
   *
   * @param worthWaiting is asked before a model that takes other features, or refuses everything,
   *     is asked again: false answers at once that it is unavailable
   */
  public List<ModelAnswer> predict(
      List<FeatureVector> vectors, Deadline deadline, BooleanSupplier worthWaiting) {
    return predict(vectors, List.of(), deadline, worthWaiting);
  }

  /**
   * As {@link #predict(List, Deadline, BooleanSupplier)}, where the vectors may all be at fault.
   *
   * @param others that need no answer: whether the model has a prediction for them may show that it
   *     works
   */
  public List<ModelAnswer> predict(
      List<FeatureVector> vectors,
      List<FeatureVector> others,
      Deadline deadline,
      BooleanSupplier worthWaiting) {
    Duration pause = firstPause;
    while (true) {
      FaultyVectorSearch search =
          new FaultyVectorSearch(
              model, vectors, predictedBefore.isEmpty() ? others : predictedBefore, deadline);
      List<ModelAnswer> answers = search.run();
      search.predicted().ifPresent(vector -> predictedBefore = List.of(vector));
      search.stopped().ifPresent(cause -> report(answers, cause));
      if (!search.foundOtherFeatures()) {
        return answers;
      }
      featureMismatch.run();
      if (!worthWaiting.getAsBoolean()
          || !deadline.pauseUnlessInterrupted(pause)
          || !worthWaiting.getAsBoolean()) {
        return answers;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  /**
   * An answer for each vector, in order, from two calls at most for each {@value
   * FaultyVectorSearch#CALL_VECTORS}: a vector that the version has no prediction for is looked for
   * no further than the container names it. For a version that another one stands in for.
   */
  public List<ModelAnswer> predictBriefly(List<FeatureVector> vectors, Deadline deadline) {
    return predictInstances(
        vectors.stream()
            .<Json.Writer>map(vector -> json -> FeatureJson.write(json, vector))
            .toList(),
        deadline);
  }

  /** As {@link #predictBriefly}, of feature objects as they are written. */
  public List<ModelAnswer> predictInstances(List<Json.Writer> instances, Deadline deadline) {
    ModelAnswer[] answers = new ModelAnswer[instances.size()];
    for (int from = 0; from < answers.length; from += FaultyVectorSearch.CALL_VECTORS) {
      int to = Math.min(from + FaultyVectorSearch.CALL_VECTORS, answers.length);
      List<Integer> again =
          fill(answers, IntStream.range(from, to).boxed().toList(), instances, deadline);
      if (!again.isEmpty()) {
        fill(answers, again, instances, deadline);
      }
    }
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] == null) {
        answers[i] = new ModelAnswer.Unavailable("the model refuses other vectors of the request");
      }
    }
    return List.of(answers);
  }

  /** Asks once, and gives the places to ask for again: those beside the ones that are named. */
  private List<Integer> fill(
      ModelAnswer[] answers, List<Integer> places, List<Json.Writer> instances, Deadline deadline) {
    List<Integer> again = new ArrayList<>();
    switch (model.askWritten(places.stream().map(instances::get).toList(), deadline)) {
      case EndpointAnswer.Predictions(ModelResponse response) -> {
        for (int i = 0; i < places.size(); i++) {
          answers[places.get(i)] = response.answer(i);
        }
      }
      case EndpointAnswer.Refusal(ModelRefusal refusal) -> {
        for (int i = 0; i < places.size(); i++) {
          if (refusal.instances().isEmpty() || refusal.instances().contains(i)) {
            answers[places.get(i)] =
                new ModelAnswer.Refused(Reason.MODEL_REJECTED, refusal.detailOf(i));
          } else {
            again.add(places.get(i));
          }
        }
      }
      case EndpointAnswer.Failure(String cause) -> refuse(answers, places, cause);
      case EndpointAnswer.OtherFeatures(String difference) -> refuse(answers, places, difference);
      case EndpointAnswer.Down(String cause) -> refuse(answers, places, cause);
    }
    return again;
  }

  private static void refuse(ModelAnswer[] answers, List<Integer> places, String cause) {
    places.forEach(place -> answers[place] = new ModelAnswer.Unavailable(cause));
  }

  private void report(List<ModelAnswer> answers, String cause) {
    LOG.warn(
        "{} gave no predictions for {} of {} vectors: {}",
        model.described(),
        answers.stream().filter(ModelAnswer.Unavailable.class::isInstance).count(),
        answers.size(),
        cause);
  }
}
