package dev.millrace.models.validation;

import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Deadline;
import dev.millrace.common.JsonObject;
import dev.millrace.common.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Looks at an uploaded file, and puts it into the registry where it can be used. May run twice, and
 * at the same time, for one attempt: the first result stands. Thread-safe.
 */
public final class VersionValidation {
  private static final long MEBIBYTE = 1 << 20;

  /** What writing to S3 is left of the time. */
  private static final Duration TO_WRITE = Duration.ofSeconds(30);

  private final RegistryObjects objects;
  private final long maximumBytes;
  private final TrialProcess trial;

  /**
   * A validation.
   *
   * @param maximumMebibytes the largest file that is read
   */
  public VersionValidation(RegistryObjects objects, int maximumMebibytes) {
    this(objects, maximumMebibytes, TrialProcess.ofThisCode());
  }

  VersionValidation(RegistryObjects objects, int maximumMebibytes, TrialProcess trial) {
    this.objects = Objects.requireNonNull(objects);
    this.maximumBytes = maximumMebibytes * MEBIBYTE;
    this.trial = Objects.requireNonNull(trial);
  }

  /**
   * Validates, and writes the result.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when S3 cannot be reached in time;
   *     there is no result then
   */
  public ValidationResult run(ValidationRequest request, Deadline deadline)
      throws IOException, InterruptedException {
    ValidationResult result = validated(request, deadline);
    objects.writeResult(request, result.json(), deadline);
    return result;
  }

  private ValidationResult validated(ValidationRequest request, Deadline deadline)
      throws IOException, InterruptedException {
    OptionalLong size = objects.stagedBytes(request, deadline);
    if (size.isEmpty()) {
      return new ValidationResult.Rejected(
          "Nothing was uploaded for %s %s, expected the file by PUT to upload_url: S3 refuses one whose SHA-256 is not %s"
              .formatted(request.model(), request.version(), request.sha256()));
    }
    if (size.getAsLong() > maximumBytes) {
      return new ValidationResult.Rejected(
          "model.onnx has %,d bytes, expected at most %,d; it was not read"
              .formatted(size.getAsLong(), maximumBytes));
    }
    Path folder = Files.createTempDirectory("validation");
    try {
      return tried(request, folder, deadline);
    } finally {
      delete(folder);
    }
  }

  private ValidationResult tried(ValidationRequest request, Path folder, Deadline deadline)
      throws IOException, InterruptedException {
    Path model = folder.resolve("model.onnx");
    String sha256 = download(request, model, deadline);
    if (!sha256.equals(request.sha256())) {
      return new ValidationResult.Rejected(
          "sha256 held %s, expected %s, which is the uploaded file's"
              .formatted(request.sha256(), sha256));
    }
    byte[] json = objects.stagedDefinition(request, deadline);
    if (!Sha256.hex(json).equals(request.definitionSha256())) {
      return new ValidationResult.Rejected(
          "model.json is no longer what was posted; post the version again");
    }
    Path definition = Files.write(folder.resolve("model.json"), json);
    ValidationResult result =
        trial.run(folder, goldenRows(json), deadline.earlierBy(TO_WRITE).remaining());
    if (result instanceof ValidationResult.Validated
        && !objects.register(request, model, definition, deadline)) {
      return new ValidationResult.Rejected(
          "%s %s is in the registry with other content, expected a version that is not there"
              .formatted(request.model(), request.version()));
    }
    return result;
  }

  private String download(ValidationRequest request, Path to, Deadline deadline)
      throws IOException {
    MessageDigest digest = digest();
    try (InputStream from = new DigestInputStream(objects.stagedModel(request, deadline), digest);
        OutputStream file = Files.newOutputStream(to)) {
      from.transferTo(file);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static int goldenRows(byte[] json) throws IOException {
    AtomicInteger rows = new AtomicInteger();
    try {
      JsonObject.read(
          new ByteArrayInputStream(json),
          (name, parser) -> {
            if (name.equals("golden")) {
              while (parser.nextToken() != JsonToken.END_ARRAY) {
                rows.incrementAndGet();
                parser.skipChildren();
              }
            } else {
              parser.skipChildren();
            }
          });
    } catch (JsonObject.Malformed impossible) {
      throw new IllegalStateException("model.json was read before", impossible);
    }
    return rows.get();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
