package dev.millrace.scoring.model;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.Reason;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.scoring.fixture.ModelServer;
import dev.millrace.scoring.fixture.Plans;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelEndpointTest {
  private static final FeaturePlan PLAN = Plans.of("{\"name\": \"hour_of_day\"}");

  private ModelServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ModelServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static FeatureVector vector(int hour) {
    Instant time = Instant.parse("2024-11-17T00:00:00Z").plus(Duration.ofHours(hour));
    return Plans.vector(
        PLAN, "{\"_id\": \"id\", \"_source\": {\"createdDateTime\": \"%s\"}}".formatted(time));
  }

  private List<ModelAnswer> predict(int hours) {
    return server
        .endpoint()
        .predict(
            IntStream.range(0, hours).mapToObj(ModelEndpointTest::vector).toList(),
            DEADLINE,
            () -> false);
  }

  @Test
  void aBatchIsPredictedInOneCallAndInOrder() {
    assertThat(predict(3))
        .containsExactly(
            new ModelAnswer.Predicted(new PredictedValue.OfNumber(0.0), "demo", "1.0.0"),
            new ModelAnswer.Predicted(new PredictedValue.OfNumber(0.01), "demo", "1.0.0"),
            new ModelAnswer.Predicted(new PredictedValue.OfNumber(0.02), "demo", "1.0.0"));
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void nothingIsNoCall() {
    assertThat(server.endpoint().predict(List.of(), DEADLINE, () -> false)).isEmpty();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void aCallHoldsTwoThousandVectors() {
    List<ModelAnswer> answers =
        server.endpoint().predict(Collections.nCopies(4_001, vector(7)), DEADLINE, () -> false);

    assertThat(answers)
        .hasSize(4_001)
        .containsOnly(
            new ModelAnswer.Predicted(new PredictedValue.OfNumber(0.07), "demo", "1.0.0"));
    assertThat(server.calls()).extracting(List::size).containsExactly(2_000, 2_000, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void aVectorThatTheModelRefusesIsFoundAndTheOthersArePredicted(int status) {
    server.failAt(status, 5, 11);

    List<ModelAnswer> answers = predict(16);

    for (int hour = 0; hour < 16; hour++) {
      if (hour == 5 || hour == 11) {
        assertThat(answers.get(hour))
            .isInstanceOfSatisfying(
                ModelAnswer.Refused.class,
                refused ->
                    assertThat(refused.detail())
                        .isEqualTo(
                            "The model refused the feature vector with %d: \"feature hour_of_day is too late\""
                                .formatted(status)));
      } else {
        assertThat(answers.get(hour))
            .isEqualTo(
                new ModelAnswer.Predicted(
                    new PredictedValue.OfNumber(hour / 100.0), "demo", "1.0.0"));
      }
    }
    // The whole, a single one that is no suspect, and two halves of each part that holds one of the
    // two.
    assertThat(server.calls()).hasSize(1 + 1 + 2 + 4 + 4 + 4);
  }

  @Test
  void vectorsThatTheModelNamesCostOneCallEach() {
    server.failAt(400, 5, 11);
    server.failWith("{\"error\": \"too late\", \"instance\": %d}");

    List<ModelAnswer> answers = predict(16);

    for (int hour = 0; hour < 16; hour++) {
      assertThat(answers.get(hour))
          .isEqualTo(
              hour == 5 || hour == 11
                  ? new ModelAnswer.Refused(
                      Reason.MODEL_REJECTED,
                      "The model refused the feature vector with 400: \"too late\"")
                  : new ModelAnswer.Predicted(
                      new PredictedValue.OfNumber(hour / 100.0), "demo", "1.0.0"));
    }
    assertThat(server.calls()).extracting(List::size).containsExactly(16, 15, 1, 14);
  }

  @Test
  void anInstanceThatWasNotAskedForIsNotTrusted() {
    server.failAt(400, 1);
    server.failWith("{\"instance\": 3}");

    assertThat(predict(3))
        .extracting(answer -> answer instanceof ModelAnswer.Refused)
        .containsExactly(false, true, false);
  }

  @Test
  void aPredictionThatCannotBeStoredIsRefused() {
    server.answerAlways(
        "{\"model\": \"demo\", \"model_version\": \"1.0.0\", \"predictions\": [9e125, -1e126]}");

    assertThat(predict(2))
        .containsExactly(
            new ModelAnswer.Predicted(new PredictedValue.OfNumber(9e125), "demo", "1.0.0"),
            new ModelAnswer.Refused(
                Reason.MODEL_REJECTED,
                "The model predicted -1.0E126, expected a number between -1e126 and 1e126"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 405, 408, 409, 415, 425, 429, 502, 503, 504})
  void aContainerThatFailsForNowIsUnavailableAndNotAskedAgain(int status) {
    server.failAt(status, 1);

    assertThat(predict(4))
        .hasSize(4)
        .containsOnly(new ModelAnswer.Unavailable("the container answered " + status));
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void aVersionThatIsNotLoadedIsUnavailableAndNotAskedAgain() {
    server.failVersion("1.0.0", 404, "{\"error\": \"not loaded\", \"loaded\": []}");

    assertThat(predict(4))
        .hasSize(4)
        .containsOnly(
            new ModelAnswer.Unavailable("the endpoint has not loaded version 1.0.0 of demo"));
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void anAnswerOfAnotherVersionIsNotBelieved() {
    server.answerAlways(
        "{\"model\": \"demo\", \"model_version\": \"2.0.0\", \"predictions\": [0.1, 0.2]}");

    assertThat(predict(2))
        .hasSize(2)
        .containsOnly(new ModelAnswer.Unavailable("demo 2.0.0 answered for demo 1.0.0"));
  }

  @Test
  void aBriefRequestHoldsTwoThousandVectorsToo() {
    assertThat(server.endpoint().predictBriefly(Collections.nCopies(4_001, vector(7)), DEADLINE))
        .hasSize(4_001)
        .hasOnlyElementsOfType(ModelAnswer.Predicted.class);
    assertThat(server.calls()).extracting(List::size).containsExactly(2_000, 2_000, 1);
  }

  @Test
  void anEndpointThatIsNotThereIsUnavailable() {
    ModelEndpoint endpoint = server.endpoint();
    server.stop();

    assertThat(
            endpoint.predict(
                List.of(vector(1)), Deadline.after(Duration.ofSeconds(2)), () -> false))
        .hasOnlyElementsOfType(ModelAnswer.Unavailable.class)
        .hasSize(1);
  }

  @Test
  void afterTheDeadlineNothingIsAsked() {
    assertThat(
            server
                .endpoint()
                .predict(List.of(vector(1), vector(2)), Deadline.after(Duration.ZERO), () -> false))
        .hasSize(2)
        .containsOnly(new ModelAnswer.Unavailable("the invocation's time ran out"));
    assertThat(server.calls()).isEmpty();
  }
}
