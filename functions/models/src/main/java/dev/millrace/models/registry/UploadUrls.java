package dev.millrace.models.registry;

import dev.millrace.models.validation.RegistryObjects;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/**
 * Where files are uploaded to: addresses that are signed for one key and one SHA-256. Thread-safe.
 */
public final class UploadUrls {
  /** How long an upload may begin after the version was posted. */
  static final Duration VALIDITY = Duration.ofHours(1);

  private final S3Presigner presigner;
  private final String bucket;

  /**
   * An upload's address.
   *
   * @param headers that the request must have, by name
   */
  public record Upload(String url, Map<String, String> headers) {
    /** Copies the headers. */
    public Upload {
      Objects.requireNonNull(url, "url");
      headers = Map.copyOf(headers);
    }
  }

  /** Addresses in a bucket. */
  public UploadUrls(S3Presigner presigner, String bucket) {
    this.presigner = Objects.requireNonNull(presigner);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** The address for the file of a version, of which S3 takes no other bytes. */
  public Upload of(VersionRow version) {
    String key = RegistryObjects.stagedModel(version.model(), version.version(), version.upload());
    String checksum =
        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(version.content().sha256()));
    PresignedPutObjectRequest signed =
        presigner.presignPutObject(
            sign ->
                sign.signatureDuration(VALIDITY)
                    .putObjectRequest(put -> put.bucket(bucket).key(key).checksumSHA256(checksum)));
    Map<String, String> headers = new TreeMap<>();
    signed
        .signedHeaders()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                headers.put(name, String.join(",", values));
              }
            });
    return new Upload(signed.url().toString(), headers);
  }
}
