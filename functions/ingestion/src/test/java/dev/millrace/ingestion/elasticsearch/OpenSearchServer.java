package dev.millrace.ingestion.elasticsearch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real OpenSearch node, one for the JVM, in a process of its own that ends with this one: the
 * node ends when its standard input does. Thread-safe.
 */
final class OpenSearchServer {
  private static final Path NODE = Path.of("../test-opensearch/target").toAbsolutePath();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final URI ENDPOINT = start();

  private OpenSearchServer() {}

  static URI endpoint() {
    return ENDPOINT;
  }

  /**
   * Sends a request that has to succeed.
   *
   * @param path with a slash at its beginning
   * @return the answer's body
   */
  static String send(String method, String path, String body) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(ENDPOINT + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static URI start() {
    try {
      Path folder = Files.createTempDirectory("opensearch");
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx384m",
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      NODE.resolve("classes")
                          + File.pathSeparator
                          + Files.readString(NODE.resolve("classpath")),
                      "dev.millrace.testopensearch.OpenSearchNode",
                      folder.toString(),
                      Integer.toString(freePort()),
                      Integer.toString(freePort())))
              .redirectError(folder.resolve("node.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("http://")) {
          return URI.create(line);
        }
      }
      throw new IllegalStateException(
          "The node did not start: " + Files.readString(folder.resolve("node.log")));
    } catch (IOException failed) {
      throw new UncheckedIOException("The node did not start", failed);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void stop(Process process, Path folder) {
    process.destroyForcibly();
    try {
      process.waitFor();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
