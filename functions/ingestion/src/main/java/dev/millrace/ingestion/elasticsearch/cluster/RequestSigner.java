package dev.millrace.ingestion.elasticsearch.cluster;

import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** Signs requests to Amazon OpenSearch with Signature Version 4. Thread-safe. */
final class RequestSigner {
  private static final String CONTENT_HASH = "x-amz-content-sha256";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsCredentialsProvider credentials;
  private final ClusterAuthentication.SignatureV4 scope;
  private final Clock clock;

  /** Signs by these credentials, at the time that the clock shows. */
  RequestSigner(
      AwsCredentialsProvider credentials,
      ClusterAuthentication.SignatureV4 scope,
      InstantSource clock) {
    this.credentials = Objects.requireNonNull(credentials);
    this.scope = Objects.requireNonNull(scope);
    this.clock = clock.withZone(ZoneOffset.UTC);
  }

  /** The headers that the signature adds, without {@code Host}, which the HTTP client writes. */
  Map<String, String> headers(String method, URI target, Map<String, String> others, byte[] body) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(target);
    others.forEach(unsigned::putHeader);
    SdkHttpRequest signed =
        signer
            .sign(
                sign ->
                    sign.identity(credentials.resolveCredentials())
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scope.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region())
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request();
    Map<String, String> added = new LinkedHashMap<>();
    for (String name :
        List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", CONTENT_HASH)) {
      signed.firstMatchingHeader(name).ifPresent(value -> added.put(name, value));
    }
    return added;
  }
}
