package dev.millrace.modelserver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The files of validated versions, {@code registry/MODEL/VERSION/} in the registry's bucket. Calls
 * throw {@link SdkException} when the bucket does not answer or has no such file. Thread-safe.
 */
final class RegistryFiles {
  private static final String MODEL = "model.onnx";
  private static final List<String> FILES = List.of("model.json", MODEL);

  private final Supplier<S3Client> s3;
  private final String bucket;

  /**
   * Of a bucket.
   *
   * @param s3 gives the same client each time, and may wait until there is one
   */
  RegistryFiles(Supplier<S3Client> s3, String bucket) {
    this.s3 = Objects.requireNonNull(s3);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** The folder of a version, without a slash at its end. */
  static String folder(VersionName name) {
    return "registry/" + name;
  }

  /** The length of a version's {@code model.onnx}, in bytes. */
  long modelBytes(VersionName name) {
    return s3.get()
        .headObject(head -> head.bucket(bucket).key(folder(name) + "/" + MODEL))
        .contentLength();
  }

  /** Writes a version's files into a directory. */
  void download(VersionName name, Path directory) throws IOException {
    for (String file : FILES) {
      try (InputStream content =
          s3.get().getObject(get -> get.bucket(bucket).key(folder(name) + "/" + file))) {
        Files.copy(content, directory.resolve(file));
      }
    }
  }
}
