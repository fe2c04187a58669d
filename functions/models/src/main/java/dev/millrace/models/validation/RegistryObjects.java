package dev.millrace.models.validation;

import dev.millrace.common.Deadline;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket of the registry. Uploaders write below {@code staging/}; what is below {@code
 * registry/} and {@code validations/} is written once, by the validation. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when S3 cannot be reached in time.
 * Thread-safe.
 */
public final class RegistryObjects {
  private static final String MODEL = "model.onnx";
  private static final String DEFINITION = "model.json";
  private static final String SHA256 = "sha256";
  private static final int NOT_FOUND = 404;
  private static final int EXISTS = 412;
  private static final int CONCURRENT_WRITE = 409;

  private final S3Client s3;
  private final String bucket;

  /** A bucket by its name. */
  public RegistryObjects(S3Client s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** Where a posting's file is uploaded. */
  public static String stagedModel(String model, String version, String upload) {
    return "staging/%s/%s/%s/%s".formatted(model, version, upload, MODEL);
  }

  /** Puts the definition of a posting beside where its file will be. */
  public void stageDefinition(
      String model, String version, String upload, byte[] json, Deadline deadline) {
    s3.putObject(
        put ->
            put.bucket(bucket)
                .key(stagedDefinition(model, version, upload))
                .overrideConfiguration(deadline.bound()),
        RequestBody.fromBytes(json));
  }

  /** Puts a posting's file, for one that is not uploaded over HTTP. */
  public void stageModel(
      String model, String version, String upload, byte[] onnx, Deadline deadline) {
    s3.putObject(
        put ->
            put.bucket(bucket)
                .key(stagedModel(model, version, upload))
                .overrideConfiguration(deadline.bound()),
        RequestBody.fromBytes(onnx));
  }

  /** A validation's result; empty while there is none. */
  public Optional<ValidationResult> result(
      String model, String version, String attempt, Deadline deadline) {
    try {
      return Optional.of(
          ValidationResult.read(
              s3.getObjectAsBytes(
                      get ->
                          get.bucket(bucket)
                              .key(resultKey(model, version, attempt))
                              .overrideConfiguration(deadline.bound()))
                  .asByteArrayUnsafe()));
    } catch (NoSuchKeyException none) {
      return Optional.empty();
    }
  }

  /** Deletes the files of a version that is no more; those that are not there are passed over. */
  public void deleteVersion(String model, String version, Deadline deadline) {
    for (String file : new String[] {MODEL, DEFINITION}) {
      s3.deleteObject(
          delete ->
              delete
                  .bucket(bucket)
                  .key(registryKey(model, version, file))
                  .overrideConfiguration(deadline.bound()));
    }
  }

  /** The size of an uploaded file in bytes; empty where nothing was uploaded. */
  OptionalLong stagedBytes(ValidationRequest of, Deadline deadline) {
    try {
      return OptionalLong.of(
          s3.headObject(
                  head ->
                      head.bucket(bucket)
                          .key(stagedModel(of.model(), of.version(), of.upload()))
                          .overrideConfiguration(deadline.bound()))
              .contentLength());
    } catch (S3Exception failed) {
      if (failed.statusCode() == NOT_FOUND) {
        return OptionalLong.empty();
      }
      throw failed;
    }
  }

  /** The uploaded file, which the caller closes. */
  InputStream stagedModel(ValidationRequest of, Deadline deadline) {
    return s3.getObject(
        get ->
            get.bucket(bucket)
                .key(stagedModel(of.model(), of.version(), of.upload()))
                .overrideConfiguration(deadline.bound()));
  }

  /** The definition of an upload. */
  byte[] stagedDefinition(ValidationRequest of, Deadline deadline) {
    return s3.getObjectAsBytes(
            get ->
                get.bucket(bucket)
                    .key(stagedDefinition(of.model(), of.version(), of.upload()))
                    .overrideConfiguration(deadline.bound()))
        .asByteArrayUnsafe();
  }

  /**
   * Writes the files of a version that was validated, unless they are there.
   *
   * @return false when other files are there under this version
   */
  boolean register(ValidationRequest of, Path model, Path definition, Deadline deadline) {
    // Instances look for the definition first: it comes last.
    return created(of, MODEL, model, of.sha256(), deadline)
        && created(of, DEFINITION, definition, of.definitionSha256(), deadline);
  }

  private boolean created(
      ValidationRequest of, String name, Path file, String sha256, Deadline deadline) {
    String key = registryKey(of.model(), of.version(), name);
    if (create(key, RequestBody.fromFile(file), sha256, deadline)) {
      return true;
    }
    HeadObjectResponse there =
        s3.headObject(head -> head.bucket(bucket).key(key).overrideConfiguration(deadline.bound()));
    return sha256.equals(there.metadata().get(SHA256));
  }

  /** Writes what a validation came to, unless it is written already. */
  void writeResult(ValidationRequest of, byte[] json, Deadline deadline) {
    create(
        resultKey(of.model(), of.version(), of.attempt()),
        RequestBody.fromBytes(json),
        "",
        deadline);
  }

  private boolean create(String key, RequestBody body, String sha256, Deadline deadline) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .ifNoneMatch("*")
                  .metadata(sha256.isEmpty() ? Map.of() : Map.of(SHA256, sha256))
                  .overrideConfiguration(deadline.bound()),
          body);
      return true;
    } catch (S3Exception refused) {
      if (refused.statusCode() == EXISTS || refused.statusCode() == CONCURRENT_WRITE) {
        return false;
      }
      throw refused;
    }
  }

  private static String stagedDefinition(String model, String version, String upload) {
    return "staging/%s/%s/%s/%s".formatted(model, version, upload, DEFINITION);
  }

  private static String registryKey(String model, String version, String file) {
    return "registry/%s/%s/%s".formatted(model, version, file);
  }

  private static String resultKey(String model, String version, String attempt) {
    return "validations/%s/%s/%s.json".formatted(model, version, attempt);
  }
}
