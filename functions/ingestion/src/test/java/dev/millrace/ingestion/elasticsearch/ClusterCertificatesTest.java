package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.ingestion.fetch.server.TestCertificates;
import dev.millrace.testsupport.S3Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on loopback with certificates of its own. */
class ClusterCertificatesTest {
  @TempDir private static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void begin() throws Exception {
    s3 = new S3Server(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterAll
  static void end() {
    s3.close();
  }

  private static String pem(Path store) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder()
            .encodeToString(
                KeyStore.getInstance(store.toFile(), "changeit".toCharArray())
                    .getCertificate("server")
                    .getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static HttpsServer server(SSLContext context) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = "{\"version\": {\"number\": \"6.0.0\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return server;
  }

  /** The error of a run against a server on localhost with a certificate for a name. */
  private static String message(String name, String members) throws Exception {
    Path keys = Files.createTempDirectory(folder, "keys");
    HttpsServer server = server(TestCertificates.contextFor(name, keys));
    URI url = URI.create("https://localhost:" + server.getAddress().getPort());
    try (PulledSource source = new PulledSource(s3, url, "\"index\": \"visits\"" + members)) {
      source.secrets.put("ca", pem(keys.resolve(name + ".p12")));
      source.secrets.put("nothing", "nothing of the kind");
      return source.run().error().orElseThrow().message();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theAuthorityOfTheSourceIsTrusted() throws Exception {
    assertThat(message("localhost", ", \"ca_secret\": \"ca\""))
        .startsWith("The cluster is Elasticsearch 6.0.0;");
  }

  @Test
  void aCertificateOfNoAuthorityIsNotTrusted() throws Exception {
    assertThat(message("localhost", ""))
        .startsWith("The cluster at localhost has no certificate that is trusted: ");
  }

  @Test
  void aCertificateForAnotherHostIsNotTrusted() throws Exception {
    assertThat(message("elsewhere", ", \"ca_secret\": \"ca\""))
        .startsWith("The cluster at localhost has no certificate that is trusted: ");
  }

  @Test
  void aSecretWithoutACertificateIsRefused() throws Exception {
    assertThat(message("localhost", ", \"ca_secret\": \"nothing\""))
        .startsWith("The secret of ca_secret held ")
        .endsWith("expected PEM, -----BEGIN CERTIFICATE-----");
  }
}
