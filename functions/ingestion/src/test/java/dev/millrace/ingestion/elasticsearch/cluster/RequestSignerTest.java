package dev.millrace.ingestion.elasticsearch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Sha256;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.TestCredentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignerTest {
  private static final URI TARGET =
      URI.create("https://search.example.com/logs%2A%2Cmore/_search?b=2&a=x%20y");
  private static final byte[] BODY = "{\"size\":1}".getBytes(StandardCharsets.UTF_8);

  /** The signature worked out anew, by the steps that AWS documents. */
  @ParameterizedTest
  @ValueSource(strings = {"es", "aoss"})
  void theSignatureIsThatOfTheDocumentedSteps(String service) throws Exception {
    RequestSigner signer =
        new RequestSigner(
            TestCredentials.create(),
            new ClusterAuthentication.SignatureV4(service, "eu-central-1"),
            InstantSource.fixed(Instant.parse("2026-11-30T12:34:56Z")));

    Map<String, String> headers =
        signer.headers("POST", TARGET, Map.of("Content-Type", "application/json"), BODY);

    String hash = Sha256.hex(BODY);
    String canonical =
        String.join(
            "\n",
            "POST",
            // Each part of the path is encoded once more; the query is sorted.
            "/logs%252A%252Cmore/_search",
            "a=x%20y&b=2",
            "content-type:application/json",
            "host:search.example.com",
            "x-amz-content-sha256:" + hash,
            "x-amz-date:20261130T123456Z",
            "",
            "content-type;host;x-amz-content-sha256;x-amz-date",
            hash);
    String scope = "20261130/eu-central-1/%s/aws4_request".formatted(service);
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            "20261130T123456Z",
            scope,
            Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + S3Server.SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    assertThat(headers)
        .containsEntry("x-amz-content-sha256", hash)
        .containsEntry("X-Amz-Date", "20261130T123456Z")
        .containsEntry(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=%s"
                .formatted(S3Server.KEY, scope, HexFormat.of().formatHex(hmac(key, toSign))));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
