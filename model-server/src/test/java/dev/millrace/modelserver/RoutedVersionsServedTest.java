package dev.millrace.modelserver;

import static dev.millrace.modelserver.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.routing.Canary;
import dev.millrace.routing.Heartbeat;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.testsupport.S3Server;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that loads what the routing rows name. */
class RoutedVersionsServedTest {
  private static final byte[] BROKEN = "no model".getBytes(StandardCharsets.UTF_8);

  private static S3Server s3;

  private Registry registry;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void open() throws Exception {
    registry = new Registry(s3);
    registry.put("roots", "1.0.0", OnnxFile.squareRoot());
    registry.put("roots", "2.0.0", OnnxFile.failingForTwoRows());
    registry.put("broken", "1.0.0", BROKEN);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static RoutedVersions canary(String active, String canary) {
    return new RoutedVersions(active, Optional.of(new Canary(canary, 50)), List.of());
  }

  @Test
  void twoVersionsAnswerSideBySide() throws Exception {
    registry.routeInEffect("roots", canary("1.0.0", "2.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      assertThat(server.ask("roots", "1.0.0", "16").body()).isEqualTo("4.0\n");
      HttpResponse<String> second = server.ask("roots", "2.0.0", "16");
      assertThat(second.body()).isEqualTo("16.0\n");
      assertThat(second.headers().firstValue(CustomAttributes.HEADER))
          .hasValue("model=roots;model_version=2.0.0");
    }
  }

  @Test
  void aVersionThatIsRoutedIsLoadedAndReported() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(() -> registry.isReported("roots/1.0.0"));

      registry.route("roots", canary("1.0.0", "2.0.0"), RoutedVersions.active("1.0.0"));

      await().until(() -> registry.isReported("roots/1.0.0", "roots/2.0.0"));
      assertThat(server.ask("roots", "2.0.0", "9").body()).isEqualTo("9.0\n");
      assertThat(registry.alive()).hasSize(1);
    }
  }

  @Test
  void aVersionThatIsNotLoadedIs404WithThoseThatAre() throws Exception {
    registry.routeInEffect("roots", canary("1.0.0", "2.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      HttpResponse<String> answer = server.ask("roots", "3.0.0", "16");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer).get("error").textValue()).isEqualTo("roots/3.0.0 is not loaded");
      assertThat(json(answer).get("loaded"))
          .extracting(JsonNode::textValue)
          .containsExactly("roots/1.0.0", "roots/2.0.0");
      assertThat(answer.headers().firstValue(CustomAttributes.HEADER)).isEmpty();
    }
  }

  @Test
  void aRequestThatNamesNoVersionMeansTheOnlyOne() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);
      assertThat(server.post("text/csv", "16").body()).isEqualTo("4.0\n");

      registry.route("roots", canary("1.0.0", "2.0.0"), RoutedVersions.active("1.0.0"));
      await().until(() -> registry.isReported("roots/1.0.0", "roots/2.0.0"));

      HttpResponse<String> answer = server.post("text/csv", "16");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer).get("error").textValue()).contains("names no version, and 2 are");
    }
  }

  @Test
  void aModelWithoutAVersionIsRefused() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      HttpResponse<String> answer = server.ask("model=roots", "16");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json(answer).get("error").textValue()).contains("model alone");
    }
  }

  @Test
  void aFreshDeploymentWithoutAnyRowAnswersPings() throws Exception {
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      assertThat(server.post("text/csv", "16").statusCode()).isEqualTo(404);
      assertThat(registry.isReported()).isTrue();
    }
  }

  @Test
  void aVersionThatCannotBeLoadedIsReportedWhileOthersAnswer() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    registry.route("broken", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      assertThat(server.ask("roots", "1.0.0", "16").body()).isEqualTo("4.0\n");
      await().until(() -> !registry.alive().getFirst().failed().isEmpty());
      Heartbeat heartbeat = registry.alive().getFirst();
      assertThat(heartbeat.loaded()).containsExactly("roots/1.0.0");
      assertThat(heartbeat.failed())
          .containsOnlyKeys("broken/1.0.0")
          .extractingByKey("broken/1.0.0")
          .asString()
          .startsWith("registry/broken/1.0.0/model.onnx is no ONNX model");
    }
  }

  @Test
  void anInstanceThatLacksAVersionInEffectDoesNotAnswerPings() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    registry.routeInEffect("broken", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await()
          .until(
              () ->
                  registry.isReported("roots/1.0.0")
                      && !registry.alive().getFirst().failed().isEmpty());
      assertThat(server.isReady()).isFalse();

      registry.put("broken", "1.0.0", OnnxFile.squareRoot());

      await().until(server::isReady);
      assertThat(server.ask("broken", "1.0.0", "16").body()).isEqualTo("4.0\n");
    }
  }

  @Test
  void whatDoesNotFitIntoTheMemoryIsReportedWithTheSum() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve(3L << 20)) {
      await().until(server::isReady);

      registry.route("roots", canary("1.0.0", "2.0.0"), RoutedVersions.active("1.0.0"));

      await().until(() -> !registry.alive().getFirst().failed().isEmpty());
      assertThat(registry.alive().getFirst().failed().get("roots/2.0.0"))
          .isEqualTo(
              "roots/2.0.0 takes 3 MB; with the 3 MB of the versions that are loaded that is 5 MB, more than the 3 MB of MODEL_MEMORY_MB");
      assertThat(server.ask("roots", "1.0.0", "16").body()).isEqualTo("4.0\n");
    }
  }

  @Test
  void aSecondInstanceLoadsTheSameAndCountsOfItsOwn() throws Exception {
    registry.routeInEffect("roots", canary("1.0.0", "2.0.0"));
    try (RunningServer first = registry.serve()) {
      await().until(first::isReady);
      try (RunningServer second = registry.serve()) {
        await().until(second::isReady);

        assertThat(registry.alive()).hasSize(2);
        assertThat(second.ask("roots", "2.0.0", "16").body()).isEqualTo("16.0\n");
      }
    }
  }

  @Test
  void aTableOfRowsThatDoesNotAnswerTakesNothingAway() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);

      registry.refuseRoutingReads();
      await().until(() -> server.log().contains("the routing rows were not read"));
      assertThat(server.ask("roots", "1.0.0", "16").body()).isEqualTo("4.0\n");
      assertThat(server.isReady()).isTrue();

      registry.refuseNothing();
      registry.route("roots", canary("1.0.0", "2.0.0"), RoutedVersions.active("1.0.0"));
      await().until(() -> registry.isReported("roots/1.0.0", "roots/2.0.0"));
      assertThat(server.log()).containsOnlyOnce("the routing rows were not read");
    }
  }

  @Test
  void anInstanceThatIsNotHeardOfLoadsNothing() throws Exception {
    registry.routeInEffect("roots", RoutedVersions.active("1.0.0"));
    registry.refuseHeartbeats();
    try (RunningServer server = registry.serve()) {
      await().until(() -> server.log().contains("the heartbeat was not written"));
      assertThat(server.isReady()).isFalse();
      assertThat(server.ask("roots", "1.0.0", "16").statusCode()).isEqualTo(404);

      registry.refuseNothing();

      await().until(server::isReady);
    }
  }

  @Test
  void metricsAreByVersionWithTheMemoryOfAll() throws Exception {
    registry.routeInEffect("roots", canary("1.0.0", "2.0.0"));
    try (RunningServer server = registry.serve()) {
      await().until(server::isReady);
      server.ask("roots", "2.0.0", "16");
      server.ask("roots", "2.0.0", "no number");

      JsonNode metrics = json(server.send(HttpRequest.newBuilder(server.uri("/metrics"))));

      assertThat(metrics.at("/models/0/requests").intValue()).isZero();
      assertThat(metrics.at("/models/1/model_version").textValue()).isEqualTo("2.0.0");
      assertThat(metrics.at("/models/1/requests").intValue()).isEqualTo(2);
      assertThat(metrics.at("/models/1/errors").intValue()).isEqualTo(1);
      assertThat(metrics.at("/memory_bytes").longValue())
          .isEqualTo(
              metrics.at("/models/0/memory_bytes").longValue()
                  + metrics.at("/models/1/memory_bytes").longValue())
          .isPositive();
    }
  }
}
