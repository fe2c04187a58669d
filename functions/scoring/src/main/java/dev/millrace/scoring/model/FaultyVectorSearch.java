package dev.millrace.scoring.model;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.Reason;
import dev.millrace.features.plan.FeatureVector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Asks the model for the vectors of one batch, from front to back, and finds those for which it has
 * no prediction, so that they cost no other vector its own.
 *
 * <p>A part that the model fails for is halved until the vector is found. Nobody's vector is at
 * fault, though, unless the endpoint gives a prediction for another one at the same time: before
 * the first halving, and before and after a verdict of failure, it is asked for a vector that it
 * predicted before, or else for single ones of the batch. An endpoint that gives none is left
 * alone, after {@value #PROBES} single vectors at most. Used once, by one thread.
 */
final class FaultyVectorSearch {
  /** Keeps a request of a hundred features well below the service's limit of 6 MiB. */
  static final int CALL_VECTORS = 2_000;

  /** Calls beside those for the whole parts; a faulty vector among 500 takes about twenty. */
  private static final int SEARCH_CALLS = 256;

  private static final int PROBES = 4;

  private final ModelInvocation model;
  private final List<FeatureVector> vectors;
  private final List<FeatureVector> predictedBefore;
  private final Deadline deadline;
  private final ModelAnswer[] answers;
  private final Deque<int[]> parts = new ArrayDeque<>();

  /** Refused by place, and not yet to be believed: nothing was predicted since. */
  private final Map<Integer, ModelAnswer.Refused> suspects = new TreeMap<>();

  private int callsLeft;
  private boolean working;
  private boolean otherFeatures;
  private FeatureVector predicted;
  private String stopped;

  /**
   * @param predictedBefore a vector for which the endpoint gave a prediction, or may give one; or
   *     none
   */
  FaultyVectorSearch(
      ModelInvocation model,
      List<FeatureVector> vectors,
      List<FeatureVector> predictedBefore,
      Deadline deadline) {
    this.model = model;
    this.vectors = vectors;
    this.predictedBefore = predictedBefore;
    this.deadline = deadline;
    this.answers = new ModelAnswer[vectors.size()];
    for (int from = 0; from < answers.length; from += CALL_VECTORS) {
      parts.add(IntStream.range(from, Math.min(from + CALL_VECTORS, answers.length)).toArray());
    }
    this.callsLeft = parts.size() + SEARCH_CALLS;
  }

  /** An answer for each vector, in order. */
  List<ModelAnswer> run() {
    while (!parts.isEmpty() && stopped == null) {
      int[] part = parts.removeFirst();
      if (deadline.hasPassed()) {
        stopped = "the invocation's time ran out";
      } else if (callsLeft <= 0) {
        convict();
        stop("the endpoint failed too often to find the vectors for which it fails", false);
      } else {
        take(part, ask(part));
      }
    }
    if (stopped == null) {
      convict();
    }
    for (int place = 0; place < answers.length; place++) {
      if (answers[place] == null) {
        answers[place] = new ModelAnswer.Unavailable(stopped);
      }
    }
    return List.of(answers);
  }

  /** Why vectors have no answer; empty where each has one. */
  Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /** Whether it was given up because the model takes other features. */
  boolean foundOtherFeatures() {
    return otherFeatures;
  }

  /** A vector that the endpoint gave a prediction for; empty where there is none. */
  Optional<FeatureVector> predicted() {
    return Optional.ofNullable(predicted);
  }

  private EndpointAnswer ask(int... places) {
    return ask(Arrays.stream(places).mapToObj(vectors::get).toList());
  }

  private EndpointAnswer ask(List<FeatureVector> asked) {
    callsLeft--;
    EndpointAnswer answer = model.ask(asked, deadline);
    if (answer instanceof EndpointAnswer.Predictions(ModelResponse response)) {
      IntStream.range(0, asked.size())
          .filter(response::isPrediction)
          .findFirst()
          .ifPresent(place -> believe(asked.get(place)));
    }
    return answer;
  }

  /** A prediction shows that the endpoint works: what it refused until now it refuses for good. */
  private void believe(FeatureVector vector) {
    working = true;
    predicted = vector;
    suspects.forEach((place, refused) -> answers[place] = refused);
    suspects.clear();
  }

  private void take(int[] part, EndpointAnswer answer) {
    switch (answer) {
      case EndpointAnswer.Predictions(ModelResponse response) -> takePredictions(part, response);
      case EndpointAnswer.Refusal(ModelRefusal refusal) -> takeRefusal(part, refusal);
      case EndpointAnswer.Failure(String cause) -> takeFailure(part, cause);
      case EndpointAnswer.OtherFeatures(String difference) -> stop(difference, true);
      case EndpointAnswer.Down(String cause) -> stop(cause, false);
    }
  }

  private void takePredictions(int[] part, ModelResponse response) {
    boolean any = IntStream.range(0, part.length).anyMatch(response::isPrediction);
    if (!any && !isWorking(part)) {
      stop("the model gives no vector a number that can be stored", false);
      return;
    }
    for (int i = 0; i < part.length; i++) {
      answers[part[i]] = response.answer(i);
    }
  }

  /**
   * The vectors that the container names are refused and the others are asked for again: the first
   * time without a probe, for the others' predictions will show that the endpoint works.
   */
  private void takeRefusal(int[] part, ModelRefusal refusal) {
    boolean first = suspects.isEmpty() && !refusal.instances().isEmpty() && part.length > 1;
    if (!working && !first && hasProbe(part) && !isWorking(part)) {
      stop("the model refuses every vector; " + refusal.detail(), true);
      return;
    }
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < part.length; i++) {
      if (part.length == 1 || refusal.instances().contains(i)) {
        suspects.put(part[i], new ModelAnswer.Refused(Reason.MODEL_REJECTED, refusal.detailOf(i)));
      } else {
        rest.add(part[i]);
      }
    }
    if (rest.size() == part.length) {
      halve(part);
    } else if (!rest.isEmpty()) {
      parts.addFirst(rest.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private void takeFailure(int[] part, String cause) {
    if (part.length > 1 && (working || isWorking(part))) {
      halve(part);
    } else if (part.length == 1 && isWorking(part)) {
      takeSecondAnswer(part, ask(part));
    } else {
      stop(cause, false);
    }
  }

  /** Of a vector that failed alone while the endpoint works. */
  private void takeSecondAnswer(int[] part, EndpointAnswer answer) {
    if (answer instanceof EndpointAnswer.Failure(String cause)) {
      suspects.put(
          part[0],
          new ModelAnswer.Refused(
              Reason.MODEL_FAILED,
              "The model failed for these features each time, and for no others: " + cause));
    } else {
      take(part, answer);
    }
  }

  private void halve(int[] part) {
    int middle = part.length >>> 1;
    parts.addFirst(Arrays.copyOfRange(part, middle, part.length));
    parts.addFirst(Arrays.copyOf(part, middle));
  }

  /** A container that refuses one vector, with no other to compare, is believed. */
  private void convict() {
    if (suspects.isEmpty()) {
      return;
    }
    int[] places = suspects.keySet().stream().mapToInt(Integer::intValue).toArray();
    if (hasProbe(places) && !isWorking(places)) {
      stop("the endpoint no longer works", false);
    } else {
      suspects.forEach((place, refused) -> answers[place] = refused);
    }
  }

  private boolean hasProbe(int[] part) {
    return !probes(part).isEmpty();
  }

  /** Asks for single vectors until the endpoint gives one of them a prediction. */
  private boolean isWorking(int[] part) {
    for (FeatureVector probe : probes(part)) {
      EndpointAnswer answer = ask(List.of(probe));
      switch (answer) {
        case EndpointAnswer.Predictions(ModelResponse response) when response.isPrediction(0) -> {
          return true;
        }
        case EndpointAnswer.OtherFeatures(String difference) -> {
          stop(difference, true);
          return false;
        }
        case EndpointAnswer.Down(String cause) -> {
          stop(cause, false);
          return false;
        }
        default -> {}
      }
    }
    return false;
  }

  /**
   * One that was predicted before, and the first, the middle and the last of the batch but for a
   * part of one vector, which is itself in question.
   */
  private List<FeatureVector> probes(int[] part) {
    List<FeatureVector> probes = new ArrayList<>(PROBES);
    if (predicted != null) {
      probes.add(predicted);
    } else {
      probes.addAll(predictedBefore);
    }
    int last = vectors.size() - 1;
    IntStream.of(0, last >>> 1, last)
        .distinct()
        .filter(place -> part.length > 1 || place != part[0])
        .filter(place -> !suspects.containsKey(place))
        .mapToObj(vectors::get)
        .forEach(probes::add);
    return probes;
  }

  /** The first cause stands. */
  private void stop(String cause, boolean otherFeatures) {
    if (stopped == null) {
      stopped = cause;
      this.otherFeatures = otherFeatures;
    }
  }
}
