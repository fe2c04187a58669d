package dev.millrace.scoring.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.features.plan.FeatureVector;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;

/** One call of the SageMaker endpoint that the model stands behind. */
public final class ModelInvocation {
  /** What the container says of a vector: malformed, too large, not to be processed. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  /** What the container says of a request that was made for other features. */
  private static final int OTHER_FEATURES = 409;

  /**
   * The model failed for what it was asked. Every other status is about the container, its address
   * or its load, and says nothing of a vector.
   */
  private static final int FAILURE = 500;

  private final SageMakerRuntimeClient sageMaker;
  private final String endpoint;
  private final List<String> featureNames;
  private final String customAttributes;

  /**
   * @param featureNames of every vector, in their order
   */
  public ModelInvocation(
      SageMakerRuntimeClient sageMaker, String endpoint, List<String> featureNames) {
    this.sageMaker = Objects.requireNonNull(sageMaker);
    this.endpoint = Objects.requireNonNull(endpoint);
    this.featureNames = List.copyOf(featureNames);
    this.customAttributes = "features=" + FeatureFingerprint.of(featureNames);
  }

  String endpoint() {
    return endpoint;
  }

  EndpointAnswer ask(List<FeatureVector> vectors, Deadline deadline) {
    try {
      return new EndpointAnswer.Predictions(
          ModelResponse.read(invoke(vectors, deadline), vectors.size()));
    } catch (JsonProcessingException notJson) {
      return new EndpointAnswer.Failure("the answer is not JSON");
    } catch (IOException unreadable) {
      return new EndpointAnswer.Failure(unreadable.getMessage());
    } catch (ModelErrorException error) {
      return answer(
          Objects.requireNonNullElse(error.originalStatusCode(), 0), error.originalMessage());
    } catch (SdkException failed) {
      return new EndpointAnswer.Down(failed.getMessage());
    }
  }

  private EndpointAnswer answer(int status, String message) {
    if (REFUSALS.contains(status)) {
      return new EndpointAnswer.Refusal(ModelRefusal.read(status, message));
    }
    if (status == OTHER_FEATURES) {
      List<String> taken = ModelRefusal.read(status, message).modelFeatures();
      if (!taken.isEmpty()) {
        return new EndpointAnswer.OtherFeatures(FeatureDifference.describe(featureNames, taken));
      }
    }
    String cause = "the container answered " + status;
    return status == FAILURE ? new EndpointAnswer.Failure(cause) : new EndpointAnswer.Down(cause);
  }

  private byte[] invoke(List<FeatureVector> vectors, Deadline deadline) {
    InvokeEndpointResponse response =
        sageMaker.invokeEndpoint(
            request ->
                request
                    .endpointName(endpoint)
                    .contentType("application/json")
                    .accept("application/json")
                    .customAttributes(customAttributes)
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
