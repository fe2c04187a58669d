package dev.millrace.scoring.prediction;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static dev.millrace.scoring.fixture.PredictionStates.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.score.AnsweredBy;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class PredictionTableTest {
  private static final Instant NOW = Instant.parse("2024-11-17T21:54:00Z");
  private static final String NAME = DynamoDbServer.newTable("id", "model");

  private final PredictionTable table =
      new PredictionTable(DynamoDbServer.client(), NAME, InstantSource.fixed(NOW));
  private final String id = UUID.randomUUID().toString();

  private StoreResult put(Prediction candidate) {
    return table.put(candidate, DEADLINE);
  }

  private Prediction held(String document) {
    return table.find(document, "demo", DEADLINE).orElseThrow();
  }

  private static Map<String, AttributeValue> item(String document) {
    return DynamoDbServer.client()
        .getItem(get -> get.tableName(NAME).key(key(document)).consistentRead(true))
        .item();
  }

  private static Map<String, AttributeValue> key(String document) {
    return Map.of("id", AttributeValue.fromS(document), "model", AttributeValue.fromS("demo"));
  }

  private static String heldOrderKey(String document) {
    return item(document).get(PredictionItem.ORDER_KEY).s();
  }

  @Test
  void theFirstStateOfADocumentIsStored() {
    Prediction first = state(id, 1, "A");

    assertThat(put(first)).isEqualTo(new StoreResult(StoredVersion.PREDICTED, first, NOW));
    assertThat(held(id)).isEqualTo(first);
    assertThat(heldOrderKey(id)).isEqualTo(first.orderKey());
  }

  @ParameterizedTest
  @CsvSource({"1e-200, 0", "-1e-131, 0", "1e-130, 1e-130", "9.99e125, 9.99e125"})
  void aNumberThatIsTooSmallForTheTableIsZero(double value, double stored) {
    Prediction first = state(id, 1, "A");
    put(
        new Prediction(
            id,
            first.eventTime(),
            first.arrivalTime(),
            first.predictedAt(),
            first.position(),
            first.contentHash(),
            Map.of("median_income", value),
            new PredictedValue.OfNumber(value),
            first.model(),
            first.modelVersion()));

    assertThat(held(id).prediction()).isEqualTo(new PredictedValue.OfNumber(stored));
    assertThat(held(id).features()).isEqualTo(Map.of("median_income", stored));
  }

  @Test
  void aDocumentThatIsNotThereIsNotFound() {
    assertThat(table.find(id, "demo", DEADLINE)).isEmpty();
  }

  @Test
  void aLaterStateReplacesAnEarlierOneInPlace() {
    put(state(id, 1, "A"));
    Prediction later = state(id, 2, "B");

    assertThat(put(later).standing()).isEqualTo(StoredVersion.PREDICTED);
    assertThat(held(id)).isEqualTo(later);
  }

  @Test
  void aStateIsSupersededByOneThatIsThere() {
    Prediction later = state(id, 2, "B");
    put(later);
    Prediction earlier = state(id, 1, "A");

    assertThat(put(earlier)).isEqualTo(new StoreResult(StoredVersion.SUPERSEDED, earlier, NOW));
    assertThat(held(id)).isEqualTo(later);
  }

  @Test
  void theTimeOfTheEventOutweighsTheOrderOfArrival() {
    Prediction later = state(id, 1, 1, "A");
    put(later);

    assertThat(put(state(id, 0, 2, "B")).standing()).isEqualTo(StoredVersion.SUPERSEDED);
    assertThat(held(id)).isEqualTo(later);
  }

  @Test
  void aRecordThatIsDeliveredAgainGetsWhatWasStoredForIt() {
    Prediction first = state(id, 1, "A");
    put(first);
    Prediction again =
        new Prediction(
            first.id(),
            first.eventTime(),
            first.arrivalTime(),
            NOW,
            first.position(),
            first.contentHash(),
            first.features(),
            new PredictedValue.OfNumber(0.99),
            first.model(),
            first.modelVersion());

    assertThat(put(again)).isEqualTo(new StoreResult(StoredVersion.PREDICTED, first, NOW));
    assertThat(held(id)).isEqualTo(first);
  }

  @Test
  void theSameContentIsADuplicateThatLeavesThePredictionButRaisesItsOrder() {
    Prediction first = state(id, 1, "A");
    put(first);
    Prediction same = state(id, 3, "A");

    assertThat(put(same)).isEqualTo(new StoreResult(StoredVersion.DUPLICATE, same, NOW));
    assertThat(held(id)).isEqualTo(first);
    assertThat(heldOrderKey(id)).isEqualTo(same.orderKey());
  }

  @Test
  void anOlderDuplicateDoesNotLowerTheOrder() {
    Prediction later = state(id, 3, "A");
    put(later);

    assertThat(put(state(id, 1, "A")).standing()).isEqualTo(StoredVersion.DUPLICATE);
    assertThat(heldOrderKey(id)).isEqualTo(later.orderKey());
  }

  @Test
  void aDuplicateThatIsDeliveredAgainIsStillOneUnderItsOwnPosition() {
    put(state(id, 1, "A"));
    Prediction same = state(id, 3, "A");
    put(same);

    assertThat(put(same)).isEqualTo(new StoreResult(StoredVersion.DUPLICATE, same, NOW));
  }

  @Test
  void theRecordThatWasScoredKeepsItsStandingAfterADuplicateRaisedItsOrder() {
    Prediction first = state(id, 1, "A");
    put(first);
    put(state(id, 3, "A"));

    assertThat(put(first)).isEqualTo(new StoreResult(StoredVersion.PREDICTED, first, NOW));
  }

  @Test
  void aStateBetweenTwoEqualOnesNeverWins() {
    List<Prediction> states = List.of(state(id, 1, "A"), state(id, 2, "B"), state(id, 3, "A"));
    for (List<Prediction> order : permutations(states)) {
      String document =
          id + order.stream().map(state -> state.position().sequenceNumber()).toList();
      for (Prediction state : order) {
        put(of(document, state));
      }

      assertThat(held(document).contentHash()).as(document).isEqualTo("A");
      assertThat(heldOrderKey(document)).as(document).isEqualTo(states.get(2).orderKey());
    }
  }

  @Test
  void aDuplicateWhoseContentIsReplacedByAnOlderRecordMeanwhileIsStoredAfterAll() {
    put(state(id, 1, "A"));
    Prediction latest = state(id, 3, "A");
    BeforeTheFirstUpdate race = new BeforeTheFirstUpdate(() -> put(state(id, 2, "B")));

    try (DynamoDbClient racing = DynamoDbServer.client(race)) {
      assertThat(new PredictionTable(racing, NAME, InstantSource.fixed(NOW)).put(latest, DEADLINE))
          .isEqualTo(new StoreResult(StoredVersion.PREDICTED, latest, NOW));
    }

    assertThat(held(id)).isEqualTo(latest);
    assertThat(heldOrderKey(id)).isEqualTo(latest.orderKey());
  }

  @Test
  void aDuplicateThatIsOvertakenByALaterRecordMeanwhileIsSuperseded() {
    put(state(id, 1, "A"));
    Prediction same = state(id, 2, "A");
    Prediction latest = state(id, 3, "B");
    BeforeTheFirstUpdate race = new BeforeTheFirstUpdate(() -> put(latest));

    try (DynamoDbClient racing = DynamoDbServer.client(race)) {
      assertThat(new PredictionTable(racing, NAME, InstantSource.fixed(NOW)).put(same, DEADLINE))
          .isEqualTo(new StoreResult(StoredVersion.SUPERSEDED, same, NOW));
    }

    assertThat(held(id)).isEqualTo(latest);
  }

  /** Another writer, whose write lands between a put and the update that follows it. */
  private static final class BeforeTheFirstUpdate implements ExecutionInterceptor {
    private final AtomicReference<Runnable> write;

    BeforeTheFirstUpdate(Runnable write) {
      this.write = new AtomicReference<>(write);
    }

    @Override
    public void beforeExecution(
        Context.BeforeExecution context, ExecutionAttributes executionAttributes) {
      if (context.request() instanceof UpdateItemRequest) {
        write.getAndSet(() -> {}).run();
      }
    }
  }

  private static Prediction of(String document, Prediction state) {
    return state(
        document, Integer.parseInt(state.position().sequenceNumber()), state.contentHash());
  }

  private static List<List<Prediction>> permutations(List<Prediction> states) {
    if (states.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Prediction>> all = new ArrayList<>();
    for (Prediction first : states) {
      List<Prediction> others = new ArrayList<>(states);
      others.remove(first);
      for (List<Prediction> rest : permutations(others)) {
        List<Prediction> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
  }

  /**
   * Records of one document. Equal content has equal event times, as the time is part of it; a
   * position stands for one record, however often it is delivered.
   */
  @Provide
  Arbitrary<List<Prediction>> deliveries() {
    Arbitrary<String> contents = Arbitraries.of("A", "B", "C", "D");
    return Combinators.combine(
            contents.list().ofMinSize(1).ofMaxSize(6),
            Arbitraries.integers().between(0, 5).list().ofMinSize(1).ofMaxSize(12))
        .as(
            (records, order) -> {
              List<Prediction> delivered = new ArrayList<>();
              for (int i = 0; i < records.size() + order.size(); i++) {
                // Each at least once, then some again.
                int record = (i < order.size() ? order.get(i) : i - order.size()) % records.size();
                String content = records.get(record);
                delivered.add(state("any", content.equals("D") ? -1 : 0, record + 1, content));
              }
              return delivered;
            });
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void theGreatestRecordWinsInWhateverOrderAndHoweverOftenRecordsAreDelivered(
      @ForAll("deliveries") List<Prediction> deliveries) {
    String document = UUID.randomUUID().toString();
    Map<String, Set<String>> logIds = new HashMap<>();
    for (Prediction state : deliveries) {
      Prediction delivered =
          state(
              document,
              state.contentHash().equals("D") ? -1 : 0,
              Integer.parseInt(state.position().sequenceNumber()),
              state.contentHash());
      StoreResult stored = put(delivered);
      logIds
          .computeIfAbsent(delivered.position().recordId(), record -> new HashSet<>())
          .add(logId(stored));
    }

    Prediction greatest =
        deliveries.stream().max(Comparator.comparing(Prediction::orderKey)).orElseThrow();
    assertThat(held(document).contentHash()).isEqualTo(greatest.contentHash());
    assertThat(heldOrderKey(document)).isEqualTo(greatest.orderKey());
    logIds.forEach((record, ids) -> assertThat(ids).containsExactly(record + "/demo/1.0.0/named"));
  }

  @Test
  void aNewerVersionsPredictionReplacesAnOlderOnesForTheSameRecord() {
    put(state(id, 1, "A"));
    Prediction newer = state(id, 0, 1, "A", "10.0.0");

    assertThat(put(newer)).isEqualTo(new StoreResult(StoredVersion.PREDICTED, newer, NOW));
    assertThat(held(id)).isEqualTo(newer);
  }

  @Test
  void anOlderVersionsPredictionNeverReplacesANewerOnesForTheSameContent() {
    Prediction newer = state(id, 0, 1, "A", "10.0.0");
    put(newer);

    assertThat(put(state(id, 0, 1, "A", "9.0.0")))
        .isEqualTo(new StoreResult(StoredVersion.PREDICTED, newer, NOW));
    Prediction later = state(id, 0, 2, "A", "9.0.0");
    assertThat(put(later)).isEqualTo(new StoreResult(StoredVersion.DUPLICATE, later, NOW));
    assertThat(held(id)).isEqualTo(newer);
  }

  @Test
  void aNewerVersionsPredictionKeepsTheOrderThatADuplicateRaised() {
    put(state(id, 1, "A"));
    put(state(id, 3, "A"));
    Prediction newer = state(id, 0, 1, "A", "2.0.0");

    assertThat(put(newer).standing()).isEqualTo(StoredVersion.PREDICTED);
    assertThat(held(id)).isEqualTo(newer);
    assertThat(heldOrderKey(id)).isEqualTo(state(id, 3, "A").orderKey());
    assertThat(put(state(id, 0, 2, "B", "3.0.0")).standing()).isEqualTo(StoredVersion.SUPERSEDED);
  }

  @Test
  void aLaterStateReplacesWhatANewerVersionPredictedForAnEarlierOne() {
    put(state(id, 0, 1, "A", "2.0.0"));
    Prediction later = state(id, 0, 2, "B", "1.0.0");

    assertThat(put(later).standing()).isEqualTo(StoredVersion.PREDICTED);
    assertThat(held(id)).isEqualTo(later);
  }

  @Test
  void predictionsOfTwoModelsForADocumentStandSideBySide() {
    Prediction first = state(id, 1, "A");
    Prediction other =
        new Prediction(
            id,
            first.eventTime(),
            first.arrivalTime(),
            first.predictedAt(),
            first.position(),
            first.contentHash(),
            first.features(),
            first.prediction(),
            "other",
            "1.0.0");
    put(first);

    assertThat(put(other).standing()).isEqualTo(StoredVersion.PREDICTED);
    assertThat(held(id)).isEqualTo(first);
    assertThat(table.find(id, "other", DEADLINE)).contains(other);
  }

  /** Each record has content of its own, and is scored by one to three versions in any order. */
  @Provide
  Arbitrary<List<int[]>> deliveriesByVersions() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 4), Arbitraries.integers().between(1, 3))
        .as((sequence, version) -> new int[] {sequence, version})
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void ofTheLatestRecordTheNewestVersionsPredictionIsKeptInWhateverOrder(
      @ForAll("deliveriesByVersions") List<int[]> deliveries) {
    String document = UUID.randomUUID().toString();
    deliveries.forEach(
        delivery ->
            put(state(document, 0, delivery[0], "content " + delivery[0], delivery[1] + ".0.0")));

    int latest = deliveries.stream().mapToInt(delivery -> delivery[0]).max().orElseThrow();
    int newest =
        deliveries.stream()
            .filter(delivery -> delivery[0] == latest)
            .mapToInt(delivery -> delivery[1])
            .max()
            .orElseThrow();
    assertThat(held(document).contentHash()).isEqualTo("content " + latest);
    assertThat(held(document).modelVersion()).isEqualTo(newest + ".0.0");
  }

  private static String logId(StoreResult stored) {
    return new LogRow(
            stored,
            AnsweredBy.name(stored.prediction().modelVersion(), 0),
            Origin.STREAM,
            stored.at(),
            0,
            new LogRow.Latencies(0, 0, 0))
        .id();
  }

  @Test
  void aRehearsalStoresNothing() {
    table.rehearsePut(state(id, 1, "A"), DEADLINE);
    assertThat(table.find(id, "demo", DEADLINE)).isEmpty();

    Prediction stored = state(id, 1, "A");
    put(stored);
    table.rehearsePut(state(id, 2, "B"), DEADLINE);
    assertThat(held(id)).isEqualTo(stored);
  }

  @Test
  void aTableThatIsNotThereIsAnError() {
    PredictionTable none =
        new PredictionTable(DynamoDbServer.client(), "none", InstantSource.fixed(NOW));

    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> none.put(state(id, 1, "A"), DEADLINE));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> none.find(id, "demo", DEADLINE));
  }

  @Test
  void manyDocumentsAreStoredAtOnceAndThoseOfOneInOrder() throws InterruptedException {
    List<Prediction> batch = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      batch.add(state(id + i, 1, "A"));
    }
    batch.add(state(id + 0, 2, "B"));
    batch.add(state(id + 0, 3, "A"));
    batch.add(state(id + 1, 2, "A"));

    List<StoredVersion> standings =
        new PredictionWrites(table, 4)
            .put(batch, DEADLINE).stream().map(stored -> stored.orElseThrow().standing()).toList();

    assertThat(standings.subList(0, 42)).containsOnly(StoredVersion.PREDICTED);
    assertThat(standings.get(42)).isEqualTo(StoredVersion.DUPLICATE);
    assertThat(heldOrderKey(id + 0)).isEqualTo(batch.get(41).orderKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order_key",
        "version_order",
        "content_hash",
        "event_time",
        "sub_sequence_number",
        "features",
        "prediction"
      })
  void anItemThatScoringDidNotWriteIsNamedAndFailsItsOwnRecordOnly(String attribute)
      throws InterruptedException {
    put(state(id, 2, "A"));
    DynamoDbServer.client()
        .updateItem(
            update ->
                update
                    .tableName(NAME)
                    .key(key(id))
                    .updateExpression("SET #a = :a")
                    .expressionAttributeNames(Map.of("#a", attribute))
                    .expressionAttributeValues(Map.of(":a", AttributeValue.fromBool(true))));

    assertThat(
            new PredictionWrites(table, 2)
                .put(List.of(state(id, 1, "A"), state(id + "-other", 1, "A")), DEADLINE))
        .extracting(java.util.Optional::isPresent)
        .containsExactly(false, true);
    assertThatExceptionOfType(ForeignItem.class)
        .isThrownBy(() -> put(state(id, 1, "A")))
        .withMessageContaining(attribute)
        .withMessageContaining(id);
  }

  @Test
  void afterTheDeadlineNothingIsStored() throws InterruptedException {
    assertThat(
            new PredictionWrites(table, 1)
                .put(List.of(state(id, 1, "A")), Deadline.after(Duration.ZERO)))
        .singleElement()
        .satisfies(stored -> assertThat(stored).isEmpty());
    assertThat(table.find(id, "demo", DEADLINE)).isEmpty();
  }

  @Test
  void writesThatFailAreEmptyAndTheOthersGoOn() throws InterruptedException {
    Prediction tooLarge = state("x".repeat(3_000), 1, "A");

    assertThat(new PredictionWrites(table, 2).put(List.of(tooLarge, state(id, 1, "A")), DEADLINE))
        .extracting(java.util.Optional::isPresent)
        .containsExactly(false, true);
    assertThatExceptionOfType(SdkException.class).isThrownBy(() -> put(tooLarge));
  }
}
