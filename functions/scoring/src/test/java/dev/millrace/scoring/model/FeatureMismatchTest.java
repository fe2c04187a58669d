package dev.millrace.scoring.model;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.Deadline;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.scoring.fixture.ModelServer;
import dev.millrace.scoring.fixture.Plans;
import dev.millrace.testsupport.MetricLines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that takes other features than the function computes is no record's fault. */
class FeatureMismatchTest {
  private static final List<String> FEATURES = List.of("hour_of_day", "zip_known");
  private static final FeatureVector VECTOR =
      Plans.vector(
          Plans.of("{\"name\": \"hour_of_day\"}, {\"name\": \"zip_known\"}"),
          "{\"_id\": \"id\", \"_source\": {\"createdDateTime\": \"2024-11-17T21:00:00Z\"}}");
  private static final String OTHER_FEATURES =
      "{\"error\": \"e\", \"features\": [\"hour_of_day\", \"visits\"]}";
  private static final ModelAnswer DIFFERENCE =
      new ModelAnswer.Unavailable("the model also takes visits; the model does not take zip_known");

  private ModelServer server;
  private ModelEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    server = new ModelServer();
    endpoint = server.endpoint(FEATURES);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<ModelAnswer> predict(Deadline deadline, BooleanSupplier worthWaiting) {
    return endpoint.predict(List.of(VECTOR, VECTOR, VECTOR), deadline, worthWaiting);
  }

  private static long mismatches(List<JsonNode> lines) {
    return lines.stream().mapToLong(line -> line.path("FeatureMismatch").asLong()).sum();
  }

  @Test
  void aRequestCarriesTheFingerprintOfItsFeatures() {
    predict(DEADLINE, () -> false);

    assertThat(server.customAttributes())
        .containsExactly(
            "model=demo;model_version=1.0.0;features=" + FeatureFingerprint.of(FEATURES));
  }

  @Test
  void whoWaitsForTheAnswerIsToldAtOnceWhatDiffers() throws Exception {
    server.failAt(409, 21);
    server.failWith(OTHER_FEATURES);
    List<ModelAnswer> answers = new ArrayList<>();

    List<JsonNode> lines = MetricLines.of(() -> answers.addAll(predict(DEADLINE, () -> false)));

    assertThat(answers).hasSize(3).containsOnly(DIFFERENCE);
    assertThat(server.calls()).hasSize(1);
    assertThat(mismatches(lines)).isEqualTo(1);
  }

  @Test
  void aBatchWaitsUntilTheDeploymentIsThrough() throws Exception {
    server.failFirst(3, 409, OTHER_FEATURES);
    List<ModelAnswer> answers = new ArrayList<>();

    List<JsonNode> lines = MetricLines.of(() -> answers.addAll(predict(DEADLINE, () -> true)));

    assertThat(answers).hasSize(3).hasOnlyElementsOfType(ModelAnswer.Predicted.class);
    assertThat(server.calls()).hasSize(4);
    assertThat(mismatches(lines)).isEqualTo(3);
  }

  @Test
  void aBatchWaitsNoLongerThanItsTime() {
    server.failAt(409, 21);
    server.failWith(OTHER_FEATURES);

    assertThat(predict(Deadline.after(Duration.ofSeconds(2)), () -> true))
        .hasSize(3)
        .hasOnlyElementsOfType(ModelAnswer.Unavailable.class);
    assertThat(server.calls()).hasSizeGreaterThan(1);
  }

  @Test
  void aContainerThatRefusesEveryVectorWithoutReadingTheHeaderIsTheSame() throws Exception {
    predict(DEADLINE, () -> false);
    server.failAt(400, 21);
    server.failWith("unexpected keyword zip_known");
    List<ModelAnswer> answers = new ArrayList<>();

    List<JsonNode> lines = MetricLines.of(() -> answers.addAll(predict(DEADLINE, () -> false)));

    assertThat(answers)
        .hasSize(3)
        .containsOnly(
            new ModelAnswer.Unavailable(
                "the model refuses every vector; The model refused the feature vector with 400:"
                    + " \"unexpected keyword zip_known\""));
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(1 + 5);
    assertThat(mismatches(lines)).isEqualTo(1);
  }

  @Test
  void aConflictThatDoesNotNameFeaturesIsAContainerThatIsDown() {
    server.failAt(409, 21);

    assertThat(predict(DEADLINE, () -> false))
        .containsOnly(new ModelAnswer.Unavailable("the container answered 409"));
  }
}
