package dev.millrace.scoring;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVector;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;

/** The SageMaker endpoint that the model stands behind. */
final class ModelEndpoint {
  /** Keeps a request of a hundred features well below the service's limit of 6 MiB. */
  private static final int CALL_VECTORS = 2_000;

  /**
   * What the container says of a vector: malformed, too large, not to be processed. Any other
   * status is about the container, its address or its load, and would condemn every record of the
   * stream.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  private static final Logger LOG = LoggerFactory.getLogger(ModelEndpoint.class);

  private final SageMakerRuntimeClient sageMaker;
  private final String endpoint;

  ModelEndpoint(SageMakerRuntimeClient sageMaker, String endpoint) {
    this.sageMaker = sageMaker;
    this.endpoint = endpoint;
  }

  /** An answer for each vector, in order, from as few calls as possible. */
  List<ModelAnswer> predict(List<FeatureVector> vectors, Deadline deadline) {
    ModelAnswer[] answers = new ModelAnswer[vectors.size()];
    Deque<int[]> parts = new ArrayDeque<>();
    for (int from = 0; from < answers.length; from += CALL_VECTORS) {
      parts.add(IntStream.range(from, Math.min(from + CALL_VECTORS, answers.length)).toArray());
    }
    while (!parts.isEmpty()) {
      ask(vectors, parts.remove(), answers, deadline).forEach(parts::addFirst);
    }
    return List.of(answers);
  }

  /** Asks for the vectors at these places and gives those to ask for again, in other parts. */
  private List<int[]> ask(
      List<FeatureVector> vectors, int[] places, ModelAnswer[] answers, Deadline deadline) {
    if (deadline.hasPassed()) {
      settle(places, new ModelAnswer.Unavailable("the invocation's time ran out"), answers);
      return List.of();
    }
    try {
      byte[] body = invoke(Arrays.stream(places).mapToObj(vectors::get).toList(), deadline);
      ModelResponse response = ModelResponse.read(body, places.length);
      for (int i = 0; i < places.length; i++) {
        answers[places[i]] = answer(response, i);
      }
    } catch (ModelErrorException error) {
      int status = Objects.requireNonNullElse(error.originalStatusCode(), 0);
      if (REFUSALS.contains(status)) {
        return refused(ModelRefusal.read(status, error.originalMessage()), places, answers);
      }
      unavailable("the container answered " + status, places, answers);
    } catch (SdkException | IOException failed) {
      unavailable(failed.getMessage(), places, answers);
    }
    return List.of();
  }

  private static ModelAnswer answer(ModelResponse response, int place) {
    double prediction = response.predictions()[place];
    return Math.abs(prediction) < FeatureSchema.MAGNITUDE_LIMIT
        ? new ModelAnswer.Predicted(prediction, response.model(), response.modelVersion())
        : new ModelAnswer.Refused(
            "The model predicted %s, expected a number between -1e126 and 1e126"
                .formatted(prediction));
  }

  /**
   * The vector that the container names is refused and the others are asked for again; where it
   * names none, the part is halved until the vector is found.
   */
  private static List<int[]> refused(ModelRefusal refusal, int[] places, ModelAnswer[] answers) {
    OptionalInt named = places.length == 1 ? OptionalInt.of(0) : refusal.instance();
    if (named.isPresent() && named.getAsInt() < places.length) {
      int at = named.getAsInt();
      answers[places[at]] = new ModelAnswer.Refused(refusal.detail());
      return places.length == 1
          ? List.of()
          : List.of(
              IntStream.range(0, places.length).filter(i -> i != at).map(i -> places[i]).toArray());
    }
    int middle = places.length >>> 1;
    return List.of(
        Arrays.copyOfRange(places, middle, places.length), Arrays.copyOf(places, middle));
  }

  private void unavailable(String cause, int[] places, ModelAnswer[] answers) {
    LOG.warn("Endpoint {} gave no predictions for {} vectors: {}", endpoint, places.length, cause);
    settle(places, new ModelAnswer.Unavailable(cause), answers);
  }

  private static void settle(int[] places, ModelAnswer answer, ModelAnswer[] answers) {
    for (int place : places) {
      answers[place] = answer;
    }
  }

  private byte[] invoke(List<FeatureVector> vectors, Deadline deadline) {
    InvokeEndpointResponse response =
        sageMaker.invokeEndpoint(
            request ->
                request
                    .endpointName(endpoint)
                    .contentType("application/json")
                    .accept("application/json")
                    .body(SdkBytes.fromByteArrayUnsafe(instances(vectors)))
                    .overrideConfiguration(deadline.bound()));
    return response.body().asByteArrayUnsafe();
  }

  private static byte[] instances(List<FeatureVector> vectors) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("instances");
          for (FeatureVector vector : vectors) {
            FeatureJson.write(json, vector);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
