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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One vector that the model cannot take costs that one its prediction, at a bounded price. */
class FaultyVectorsTest {
  private static final int BATCH = 500;
  private static final int FAULTY = 137;

  /**
   * The whole, a probe, two halves nine times, a probe before and after the verdict, the second
   * answer.
   */
  private static final int CALLS_TO_FIND_ONE = 1 + 1 + 2 * 9 + 3;

  private static final FeaturePlan PLAN =
      Plans.of("{\"name\": \"number\", \"from\": \"number\", \"as\": \"number\"}");
  private static final String NO_ANSWER =
      "{\"model\": \"demo\", \"model_version\": \"1\", \"predictions\": [%s]}";

  private ModelServer server;
  private ModelEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    server = new ModelServer();
    endpoint = server.endpoint(List.of("number"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** How a container fails for a request that holds a certain vector. */
  enum Fault {
    STATUS_500,
    TOO_FEW,
    TOO_MANY,
    HTML,
    HALF_AN_ANSWER;

    void at(ModelServer server, Integer... numbers) {
      switch (this) {
        case STATUS_500 -> server.failAt(500, numbers);
        case TOO_FEW -> server.answerAt(NO_ANSWER.formatted(""), numbers);
        case TOO_MANY -> server.answerAt(NO_ANSWER.formatted("1" + ",1".repeat(BATCH)), numbers);
        case HTML -> server.answerAt("<html>", numbers);
        case HALF_AN_ANSWER -> server.answerAt("{\"predictions\": [0.5, ", numbers);
      }
    }
  }

  private static List<FeatureVector> vectors(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            number ->
                Plans.vector(
                    PLAN,
                    "{\"_id\": \"a\", \"number\": %d, \"_source\": {\"createdDateTime\": 1731880381293}}"
                        .formatted(number)))
        .toList();
  }

  private List<ModelAnswer> predict(int from, int to) {
    return endpoint.predict(vectors(from, to), DEADLINE, () -> false);
  }

  private static void assertPredicted(List<ModelAnswer> answers, int number) {
    assertThat(answers.get(number))
        .isEqualTo(
            new ModelAnswer.Predicted(
                new PredictedValue.OfNumber(number / 100.0), "demo", "1.0.0"));
  }

  private static void assertRefused(ModelAnswer answer, Reason reason) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            ModelAnswer.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static void assertOnlyRefused(
      List<ModelAnswer> answers, Reason reason, Integer... refused) {
    for (int number = 0; number < answers.size(); number++) {
      if (List.of(refused).contains(number)) {
        assertRefused(answers.get(number), reason);
      } else {
        assertPredicted(answers, number);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "null", "\"0.5\"", "[0.5]", "1e999", "-1e126"})
  void anAnswerThatTellsWhichVectorHasNoNumberCostsNoFurtherCall(String held) {
    server.predict(FAULTY, held);

    assertOnlyRefused(predict(0, BATCH), Reason.MODEL_REJECTED, FAULTY);
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aVectorThatTheModelFailsForIsFound(Fault fault) {
    fault.at(server, FAULTY);

    assertOnlyRefused(predict(0, BATCH), Reason.MODEL_FAILED, FAULTY);
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(CALLS_TO_FIND_ONE);
  }

  @Test
  void theFirstAndTheLastAreFound() {
    server.failAt(500, 0, 1, 499);

    assertOnlyRefused(predict(0, BATCH), Reason.MODEL_FAILED, 0, 1, 499);
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(3 * CALLS_TO_FIND_ONE);
  }

  @Test
  void vectorsThatTheContainerNamesTogetherCostOneCallMore() {
    server.failAt(422, 3, 77, 400);
    server.failWith("{\"error\": \"no number\", \"instances\": [3, 77, 400]}");

    assertOnlyRefused(predict(0, BATCH), Reason.MODEL_REJECTED, 3, 77, 400);
    assertThat(server.calls()).extracting(List::size).containsExactly(500, 497);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void anEndpointThatFailsForEveryVectorIsUnavailableAfterAFewCalls(Fault fault) {
    fault.at(server, IntStream.range(0, BATCH).boxed().toArray(Integer[]::new));

    assertThat(predict(0, BATCH))
        .hasSize(BATCH)
        .hasOnlyElementsOfType(ModelAnswer.Unavailable.class);
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BATCH})
  void aModelThatGivesNobodyANumberIsNobodysFault(int count) {
    IntStream.range(0, BATCH).forEach(number -> server.predict(number, "NaN"));

    assertThat(predict(0, count))
        .hasSize(count)
        .containsOnly(
            new ModelAnswer.Unavailable("the model gives no vector a number that can be stored"));
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void aVectorAloneIsJudgedByOneThatWasPredictedBefore() {
    predict(0, 3);
    server.failAt(500, 7);
    assertRefused(predict(7, 8).getFirst(), Reason.MODEL_FAILED);

    server.heal();
    server.predict(8, "NaN");
    assertRefused(predict(8, 9).getFirst(), Reason.MODEL_REJECTED);
  }

  @Test
  void aVectorAloneThatFailsBeforeAnythingWasPredictedIsTriedAgainLater() {
    server.failAt(500, 7);

    assertThat(predict(7, 8))
        .containsExactly(new ModelAnswer.Unavailable("the container answered 500"));
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void aVectorThatFailsOnceIsPredicted() {
    predict(0, 3);
    server.failFirst(1, 500, "once");

    assertOnlyRefused(predict(0, BATCH), Reason.MODEL_FAILED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9, 14, 20})
  void anEndpointThatBreaksDuringTheSearchCondemnsNobodyElse(int calls) {
    server.failAt(500, FAULTY);
    server.breakAfter(calls);

    List<ModelAnswer> answers = new ArrayList<>(predict(0, BATCH));

    answers.remove(FAULTY);
    assertThat(answers)
        .noneMatch(ModelAnswer.Refused.class::isInstance)
        .anyMatch(ModelAnswer.Unavailable.class::isInstance);
    // Down to one vector, and four others to see that none is predicted.
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(calls + 9 + 4);
  }

  @Test
  void theSearchForManyFaultyVectorsIsBoundedAndGetsOnFromTheFront() {
    server.failAt(
        500, IntStream.range(0, BATCH).filter(i -> i % 7 == 3).boxed().toArray(Integer[]::new));

    List<ModelAnswer> answers = predict(0, BATCH);

    for (int number = 0; number < 100; number++) {
      if (number % 7 == 3) {
        assertRefused(answers.get(number), Reason.MODEL_FAILED);
      } else {
        assertPredicted(answers, number);
      }
    }
    assertThat(answers.getLast()).isInstanceOf(ModelAnswer.Unavailable.class);
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(1 + 256 + 5);
  }

  @Test
  void anEndpointThatHangsIsNotAskedForHalves() {
    server.hang();

    assertThat(
            endpoint.predict(
                vectors(0, BATCH), Deadline.after(Duration.ofMillis(300)), () -> false))
        .hasSize(BATCH)
        .hasOnlyElementsOfType(ModelAnswer.Unavailable.class);
    assertThat(server.calls()).extracting(List::size).containsOnly(BATCH);
  }

  @Test
  void aContainerThatIsOverloadedDuringTheSearchIsLeftAlone() {
    server.failAt(500, FAULTY);
    predict(0, 3);
    server.failFirst(1, 500, "first", 503);

    assertThat(predict(0, BATCH))
        .hasSize(BATCH)
        .containsOnly(new ModelAnswer.Unavailable("the container answered 503"));
    assertThat(server.calls()).extracting(List::size).containsExactly(3, BATCH, 1);
  }
}
