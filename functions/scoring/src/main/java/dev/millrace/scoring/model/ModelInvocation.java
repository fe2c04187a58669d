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

/** One call of the SageMaker endpoint for one version. Thread-safe. */
public final class ModelInvocation {
  /** What the container says of a vector: malformed, too large, not to be processed. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  /** What the container says of a request that was made for other features. */
  private static final int OTHER_FEATURES = 409;

  /** The instance that was asked has not loaded the version. */
  private static final int NOT_LOADED = 404;

  /**
   * The model failed for what it was asked. Every other status is about the container, its address
   * or its load, and says nothing of a vector.
   */
  private static final int FAILURE = 500;

  private final SageMakerRuntimeClient sageMaker;
  private final String endpoint;
  private final String model;
  private final String version;
  private final List<String> featureNames;
  private final String customAttributes;

  /**
   * Calls for a version.
   *
   * @param endpoint its name
   * @param featureNames of every vector, in their order
   * @param shadow whether the container lets other requests pass
   */
  public ModelInvocation(
      SageMakerRuntimeClient sageMaker,
      String endpoint,
      String model,
      String version,
      List<String> featureNames,
      boolean shadow) {
    this.sageMaker = Objects.requireNonNull(sageMaker);
    this.endpoint = Objects.requireNonNull(endpoint);
    this.model = Objects.requireNonNull(model);
    this.version = Objects.requireNonNull(version);
    this.featureNames = List.copyOf(featureNames);
    this.customAttributes =
        "model=%s;model_version=%s;features=%s%s"
            .formatted(
                model, version, FeatureFingerprint.of(featureNames), shadow ? ";role=shadow" : "");
  }

  /** What is asked, for messages: the version and the endpoint's name. */
  String described() {
    return "%s %s behind the endpoint %s".formatted(model, version, endpoint);
  }

  EndpointAnswer ask(List<FeatureVector> vectors, Deadline deadline) {
    return askWritten(
        vectors.stream()
            .<Json.Writer>map(vector -> json -> FeatureJson.write(json, vector))
            .toList(),
        deadline);
  }

  /** As {@link #ask}, of feature objects as they are written. */
  EndpointAnswer askWritten(List<Json.Writer> instances, Deadline deadline) {
    try {
      ModelResponse response = ModelResponse.read(invoke(instances, deadline), instances.size());
      return response.model().equals(model) && response.modelVersion().equals(version)
          ? new EndpointAnswer.Predictions(response)
          : new EndpointAnswer.Down(
              "%s %s answered for %s %s"
                  .formatted(response.model(), response.modelVersion(), model, version));
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
    if (status == NOT_LOADED) {
      return new EndpointAnswer.Down(
          "the endpoint has not loaded version %s of %s".formatted(version, model));
    }
    String cause = "the container answered " + status;
    return status == FAILURE ? new EndpointAnswer.Failure(cause) : new EndpointAnswer.Down(cause);
  }

  private byte[] invoke(List<Json.Writer> instances, Deadline deadline) {
    InvokeEndpointResponse response =
        sageMaker.invokeEndpoint(
            request ->
                request
                    .endpointName(endpoint)
                    .contentType("application/json")
                    .accept("application/json")
                    .customAttributes(customAttributes)
                    .body(SdkBytes.fromByteArrayUnsafe(body(instances)))
                    .overrideConfiguration(deadline.bound()));
    return response.body().asByteArrayUnsafe();
  }

  private static byte[] body(List<Json.Writer> instances) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("instances");
          for (Json.Writer instance : instances) {
            instance.write(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
