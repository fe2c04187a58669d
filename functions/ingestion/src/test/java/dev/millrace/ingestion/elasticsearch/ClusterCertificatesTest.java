package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.testsupport.S3Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on loopback with certificates of its own, made by the JDK's keytool. */
class ClusterCertificatesTest {
  private static final AtomicInteger STORES = new AtomicInteger();
  private static final char[] PASSWORD = "changeit".toCharArray();

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

  private static KeyStore certificate(String name) throws Exception {
    Path file = folder.resolve(STORES.incrementAndGet() + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static String pem(KeyStore of) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(of.getCertificate("server").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static HttpsServer server(KeyStore certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
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

  /** The error of a run against a server with a certificate for a name. */
  private static String message(String name, String trusted, String members) throws Exception {
    KeyStore certificate = certificate(name);
    HttpsServer server = server(certificate);
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    try (PulledSource source = new PulledSource(s3, url, "\"index\": \"visits\"" + members)) {
      source.secrets.put("ca", trusted.isEmpty() ? pem(certificate) : trusted);
      return source.run().error().orElseThrow().message();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theAuthorityOfTheSourceIsTrusted() throws Exception {
    assertThat(message("ip:127.0.0.1", "", ", \"ca_secret\": \"ca\""))
        .startsWith("The cluster is Elasticsearch 6.0.0;");
  }

  @Test
  void aCertificateOfNoAuthorityIsNotTrusted() throws Exception {
    assertThat(message("ip:127.0.0.1", "", ""))
        .startsWith("The cluster at 127.0.0.1 has no certificate that is trusted: ");
  }

  @Test
  void aCertificateForAnotherHostIsNotTrusted() throws Exception {
    assertThat(message("ip:127.0.0.2", "", ", \"ca_secret\": \"ca\""))
        .startsWith("The cluster at 127.0.0.1 has no certificate that is trusted: ");
  }

  @Test
  void aSecretWithoutACertificateIsRefused() throws Exception {
    assertThat(message("ip:127.0.0.1", "nothing of the kind", ", \"ca_secret\": \"ca\""))
        .startsWith("The secret of ca_secret held ")
        .endsWith("expected PEM, -----BEGIN CERTIFICATE-----");
  }
}
