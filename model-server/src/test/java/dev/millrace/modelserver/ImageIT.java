package dev.millrace.modelserver;

import static dev.millrace.modelserver.RunningServer.ROW;
import static dev.millrace.modelserver.RunningServer.SESSION;
import static dev.millrace.modelserver.RunningServer.instances;
import static dev.millrace.modelserver.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the image holds, and its launcher as SageMaker calls it; only Docker itself is missing. */
class ImageIT {

  private static final Path IMAGE = Path.of("target/image").toAbsolutePath();

  @Test
  void everythingThatTheDockerfileCopiesIsThere() throws Exception {
    List<String> copied =
        Files.readAllLines(IMAGE.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.split(" ", 3)[1])
            .toList();

    assertThat(copied)
        .isNotEmpty()
        .allSatisfy(folder -> assertThat(IMAGE.resolve(folder)).isNotEmptyDirectory());
    assertThat(IMAGE.resolve("bin/model-server")).isExecutable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-x64", "linux-aarch64"})
  void theNativesOfBothProcessorsAreUnpacked(String platform) {
    assertThat(IMAGE.resolve("natives").resolve(platform).resolve("libonnxruntime.so"))
        .isNotEmptyFile();
    assertThat(IMAGE.resolve("natives").resolve(platform).resolve("libonnxruntime4j_jni.so"))
        .isNotEmptyFile();
  }

  @Test
  void theLibrariesAreThoseThatServe() throws Exception {
    try (Stream<Path> libraries = Files.list(IMAGE.resolve("lib"))) {
      assertThat(libraries.map(jar -> jar.getFileName().toString().replaceAll("-\\d.*", "")))
          .contains(
              "dynamodb",
              "jackson-core",
              "millrace-features",
              "millrace-inference",
              "millrace-routing",
              "model-server.jar",
              "onnxruntime",
              "s3")
          .doesNotContain("kinesis", "amazon-kinesis-client", "netty-nio-client", "protobuf-java")
          .noneMatch(name -> name.startsWith("powertools") || name.startsWith("log4j"));
    }
  }

  @Test
  void theLauncherServesTheModelAndStopsWhenAsked() throws Exception {
    try (var server = new LaunchedServer(Map.of(), "serve")) {
      HttpResponse<String> answer =
          server.post("application/json", instances(SESSION).getBytes(StandardCharsets.UTF_8));
      assertThat(json(answer).get("model_version").textValue()).isEqualTo("1.0.0");

      server.terminate();

      assertThat(server.lines.readLine()).contains("stopping");
      assertThat(server.lines.readLine()).contains("stopped");
      assertThat(server.process.waitFor()).isEqualTo(143);
    }
  }

  @Test
  void anyModelOfTheImageCanBeServed() throws Exception {
    JsonNode golden =
        json(Files.readString(IMAGE.resolve("models/order-returns/1.0.0/model.json")))
            .at("/golden/0");
    try (var server = new LaunchedServer(Map.of("MODEL", "order-returns/1.0.0"), "serve")) {
      String body = "{\"instances\": [%s]}".formatted(golden.get("features"));

      JsonNode answer =
          json(server.post("application/json", body.getBytes(StandardCharsets.UTF_8)));

      assertThat(answer.get("model").textValue()).isEqualTo("order-returns");
      assertThat(answer.at("/predictions/0/probabilities")).isEqualTo(golden.get("probabilities"));
    }
  }

  @Test
  void theServerOutlivesItsInputOnlyWhereThatIsNotSetOtherwise() throws Exception {
    try (var staying = new LaunchedServer(Map.of(), "serve");
        var ending = new LaunchedServer(Map.of("END_WITH_INPUT", "true"), "serve")) {
      staying.process.getOutputStream().close();
      ending.process.getOutputStream().close();

      assertThat(ending.process.waitFor()).isZero();
      assertThat(staying.post("text/csv", ROW.getBytes(StandardCharsets.UTF_8)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anOlderJavaIsRefusedWithTheVersionThatItTakes(@TempDir Path home) throws Exception {
    Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 99\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n");

    Process process = launch(Map.of("JAVA_HOME", home.toString()), "serve").start();

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).contains("Java 25 or later", java.toString() + " is Java 17", "JAVA_HOME");
  }

  @Test
  void aRequestThatIsUnderWayIsAnsweredBeforeTheServerStops() throws Exception {
    try (var server = new LaunchedServer(Map.of(), "serve");
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      String head = "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n";
      byte[] body = ROW.getBytes(StandardCharsets.UTF_8);
      write(socket, head + "Content-Length: " + body.length + "\r\nExpect: 100-continue\r\n\r\n");
      InputStream answer = socket.getInputStream();
      assertThat(new String(answer.readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 100");

      server.terminate();
      assertThat(server.lines.readLine()).contains("stopping");
      write(socket, ROW);

      assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8)).contains("200 OK");
      assertThat(server.process.waitFor()).isEqualTo(143);
    }
  }

  @Test
  void aClientThatDoesNotFinishItsRequestIsCutOff() throws Exception {
    try (var server = new LaunchedServer(Map.of("REQUEST_TIMEOUT_SECONDS", "1"), "serve");
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      write(
          socket,
          "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
              + "Content-Length: 100\r\n\r\n322,6");

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(server.post("text/csv", ROW.getBytes(StandardCharsets.UTF_8)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aBodyOfTheDefaultLimitIsAnsweredByManyAtOnce() throws Exception {
    byte[] body = " ".repeat((6 << 20) - ROW.length()).concat(ROW).getBytes(StandardCharsets.UTF_8);
    try (var server = new LaunchedServer(Map.of(), "serve")) {
      List<Integer> statuses =
          Stream.generate(() -> body)
              .limit(40)
              .parallel()
              .map(bytes -> server.post("text/csv", bytes).statusCode())
              .toList();

      assertThat(statuses).containsOnly(200);
      assertThat(server.process.isAlive()).isTrue();
    }
  }

  @Test
  void aServerThatCannotStartSaysWhyInOneLine() throws Exception {
    Process process = launch(Map.of("MODEL_DIRECTORY", "/nowhere"), "serve").start();

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output.lines()).hasSize(1);
    assertThat(json(output).get("reason").textValue())
        .startsWith("/nowhere/model.json cannot be read");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static ProcessBuilder launch(Map<String, String> environment, String argument) {
    var builder = new ProcessBuilder(IMAGE.resolve("bin/model-server").toString(), argument);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PORT", "0");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true);
  }

  private static final class LaunchedServer implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    LaunchedServer(Map<String, String> environment, String argument) throws IOException {
      process = launch(environment, argument).start();
      lines = process.inputReader(StandardCharsets.UTF_8);
      JsonNode ready = json(lines.readLine());
      assertThat(ready.get("message").textValue()).isEqualTo("ready");
      port = ready.get("port").intValue();
    }

    HttpResponse<String> post(String contentType, byte[] body) {
      try {
        return client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/invocations"))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Sends SIGTERM. Unlike {@link Process#destroy} it leaves the output to be read. */
    void terminate() {
      process.toHandle().destroy();
    }

    @Override
    public void close() {
      client.close();
      process.destroyForcibly();
    }
  }
}
