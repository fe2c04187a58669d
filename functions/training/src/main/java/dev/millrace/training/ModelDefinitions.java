package dev.millrace.training;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.TrainingRequest.ModelChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Finds the model that a training set is begun with. Thread-safe. */
final class ModelDefinitions {
  /** Below it requests may name objects of the lake bucket. */
  private static final String FOLDER = "models/";

  private static final int MAXIMUM_BYTES = 1 << 20;

  /** What fits in an item of DynamoDB, with room for its names. */
  private static final int MAXIMUM_PACKED_CHARACTERS = 390_000;

  private final S3Client s3;
  private final String bucket;
  private final RoutingTable routing;
  private final VersionDefinitions versions;
  private final String defaultModel;

  /**
   * Finds models.
   *
   * @param bucket where those are that a request names by key
   * @param routing says which version is active
   * @param versions those that are registered
   * @param defaultModel the one of requests that name none
   */
  ModelDefinitions(
      S3Client s3,
      String bucket,
      RoutingTable routing,
      VersionDefinitions versions,
      String defaultModel) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
    this.routing = Objects.requireNonNull(routing);
    this.versions = Objects.requireNonNull(versions);
    this.defaultModel = Objects.requireNonNull(defaultModel);
  }

  /**
   * The model.
   *
   * @throws InvalidInput when there is none, or its definition is wrong, naming the place
   */
  TrainingModel find(ModelChoice choice, Deadline deadline) {
    return switch (choice) {
      case ModelChoice.Registered(Optional<String> name, Optional<String> version) ->
          registered(name.orElse(defaultModel), version, deadline);
      case ModelChoice.Inline(byte[] modelJson) -> parse("model", modelJson);
      case ModelChoice.Stored(String key) -> parse("model_key " + key, read(key, deadline));
    };
  }

  private TrainingModel registered(String model, Optional<String> asked, Deadline deadline) {
    String version = asked.orElseGet(() -> active(model, deadline));
    return versions
        .packed(model, version, deadline)
        .map(TrainingModel::unpack)
        .orElseThrow(
            () ->
                InvalidInput.field(
                    "model_version",
                    version,
                    "a validated version of the model %s, which has %s"
                        .formatted(model, versions.validated(model, deadline))));
  }

  private String active(String model, Deadline deadline) {
    return routing
        .find(model, deadline)
        .map(row -> row.versions().active())
        .orElseThrow(
            () -> InvalidInput.field("model_name", model, "a model with an active version"));
  }

  private static TrainingModel parse(String field, byte[] modelJson) {
    TrainingModel model;
    try {
      model = TrainingModel.of(modelJson);
    } catch (InvalidMember invalid) {
      throw new InvalidInput("%s: %s".formatted(field, invalid.getMessage()), invalid);
    }
    if (model.packed().length() > MAXIMUM_PACKED_CHARACTERS) {
      throw new InvalidInput(
          "%s: model.json takes %,d characters compressed, expected at most %,d: leave out what features do not need"
              .formatted(field, model.packed().length(), MAXIMUM_PACKED_CHARACTERS));
    }
    return model;
  }

  private byte[] read(String key, Deadline deadline) {
    if (!key.startsWith(FOLDER)) {
      throw invalid(key);
    }
    try (ResponseInputStream<GetObjectResponse> object =
        s3.getObject(get -> get.bucket(bucket).key(key).overrideConfiguration(deadline.bound()))) {
      // One byte more than is taken: the parser names the limit.
      byte[] held = object.readNBytes(MAXIMUM_BYTES + 1);
      object.abort();
      return held;
    } catch (NoSuchKeyException absent) {
      InvalidInput invalid = invalid(key);
      invalid.initCause(absent);
      throw invalid;
    } catch (IOException failed) {
      throw new UncheckedIOException("Reading %s failed".formatted(key), failed);
    }
  }

  private static InvalidInput invalid(String key) {
    return InvalidInput.field(
        "model_key", key, "the key of a model.json in the lake bucket, below " + FOLDER);
  }
}
