package dev.millrace.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class RoutingReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final RoutedVersions FIRST = RoutedVersions.active("1.0.0");
  private static final RoutedVersions SECOND = RoutedVersions.active("2.0.0");

  private final String routing = DynamoDbServer.newTable("model");
  private final String heartbeats = DynamoDbServer.newTable("instance");
  private final Set<String> down = new HashSet<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger notRead = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private Runnable beforeUpdate = () -> {};
  private final DynamoDbClient dynamoDb = DynamoDbServer.client(new Observed());
  private final RoutingReader reader =
      new RoutingReader(
          new RoutingTable(dynamoDb, routing),
          new HeartbeatTable(dynamoDb, heartbeats),
          InstantSource.fixed(NOW),
          nanoTime::get,
          Duration.ofSeconds(20),
          notRead::incrementAndGet);

  private final class Observed implements ExecutionInterceptor {
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      calls.incrementAndGet();
      if (context.request() instanceof UpdateItemRequest) {
        beforeUpdate.run();
      }
      if (down.contains(context.request().getValueForField("TableName", String.class).get())) {
        throw SdkClientException.create("The table is down");
      }
    }
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }

  private void put(long revision, RoutedVersions versions, RoutesInEffect inEffect) {
    RoutingRow row =
        new RoutingRow(
            "demo",
            versions,
            revision,
            Optional.empty(),
            Optional.empty(),
            List.of("sessions"),
            Optional.ofNullable(inEffect));
    DynamoDbServer.client().putItem(put -> put.tableName(routing).item(RoutingItem.of(row)));
  }

  private static RoutesInEffect inEffect(long revision, RoutedVersions versions) {
    return new RoutesInEffect(versions, revision, NOW.minusSeconds(60));
  }

  private void beat(String instance, Instant at, String... loaded) {
    new HeartbeatTable(DynamoDbServer.client(), heartbeats)
        .put(new Heartbeat(instance, at, Set.of(loaded), Map.of()), soon());
  }

  private Optional<RoutedVersions> answering() {
    return reader.row("demo", soon()).orElseThrow().inEffect().map(RoutesInEffect::versions);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private RoutingRow stored() {
    return new RoutingTable(DynamoDbServer.client(), routing).find("demo", soon()).orElseThrow();
  }

  @Test
  void rowsAreReadOnceASecond() {
    put(1, FIRST, inEffect(1, FIRST));
    assertThat(answering()).contains(FIRST);
    put(2, SECOND, inEffect(2, SECOND));

    pass(RoutingReader.MAXIMUM_AGE.minusNanos(1));
    assertThat(answering()).contains(FIRST);
    assertThat(calls).hasValue(1);

    pass(Duration.ofNanos(1));
    assertThat(answering()).contains(SECOND);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aModelThatWasNeverRoutedHasNoRow() {
    assertThat(reader.row("demo", soon())).isEmpty();
    assertThat(reader.rows(soon())).isEmpty();
  }

  @Test
  void rowsThatWereNeverReadAreAnError() {
    down.add(routing);

    assertThatExceptionOfType(SdkException.class).isThrownBy(() -> reader.rows(soon()));
    assertThat(notRead).hasValue(0);
  }

  @Test
  void theLastRowsAreUsedWhileTheTableDoesNotAnswerAndEachTimeIsCounted() {
    put(1, FIRST, inEffect(1, FIRST));
    answering();
    down.add(routing);

    for (int i = 1; i <= 3; i++) {
      pass(RoutingReader.MAXIMUM_AGE);
      assertThat(answering()).contains(FIRST);
      assertThat(answering()).contains(FIRST);
      assertThat(notRead).hasValue(i);
    }
  }

  @Test
  void aRestoredProcessUsesNoRowsOfItsSnapshot() {
    put(1, FIRST, inEffect(1, FIRST));
    answering();
    down.add(routing);

    reader.forget();

    assertThatExceptionOfType(SdkException.class).isThrownBy(() -> reader.rows(soon()));
  }

  @Test
  void routesTakeEffectOnceEveryLiveInstanceHasLoadedThem() {
    put(2, SECOND, inEffect(1, FIRST));
    beat("a", NOW, "demo/2.0.0", "demo/1.0.0");
    beat("b", NOW, "demo/1.0.0");
    assertThat(answering()).contains(FIRST);
    assertThat(stored().isEffective()).isFalse();

    beat("b", NOW, "demo/1.0.0", "demo/2.0.0");
    pass(RoutingReader.MAXIMUM_AGE);
    assertThat(answering()).contains(SECOND);
    assertThat(stored().inEffect()).contains(new RoutesInEffect(SECOND, 2, NOW));
  }

  @Test
  void anInstanceThatIsNotHeardOfAnyMoreKeepsNothingFromTakingEffect() {
    put(2, SECOND, inEffect(1, FIRST));
    beat("a", NOW, "demo/2.0.0");
    beat("dead", NOW.minus(Heartbeat.ALIVE), "demo/1.0.0");

    assertThat(answering()).contains(SECOND);
  }

  @Test
  void withoutALiveInstanceNothingTakesEffect() {
    put(1, FIRST, null);

    assertThat(answering()).isEmpty();
  }

  @Test
  void routesThatWereReplacedMeanwhileDoNotTakeEffect() {
    put(2, SECOND, inEffect(1, FIRST));
    beat("a", NOW, "demo/2.0.0");
    beforeUpdate = () -> put(3, FIRST, inEffect(3, FIRST));

    assertThat(answering()).contains(FIRST);
    assertThat(stored().inEffect()).contains(inEffect(3, FIRST));
  }

  @Test
  void whoComesSecondFindsWhatAnotherReaderPutIntoEffect() {
    put(2, SECOND, inEffect(1, FIRST));
    beat("a", NOW, "demo/2.0.0");
    RoutesInEffect others = new RoutesInEffect(SECOND, 2, NOW.minusSeconds(1));
    beforeUpdate = () -> put(2, SECOND, others);

    assertThat(answering()).contains(SECOND);
    assertThat(stored().inEffect()).contains(others);
  }

  @Test
  void heartbeatsThatCannotBeReadLeaveInEffectWhatTheRowsSay() {
    put(2, SECOND, inEffect(1, FIRST));
    down.add(heartbeats);

    assertThat(answering()).contains(FIRST);
    assertThat(notRead).hasValue(1);
  }

  @Test
  void aRowThatIsNoneOfOursIsLeftOut() {
    put(1, FIRST, inEffect(1, FIRST));
    DynamoDbServer.client()
        .putItem(
            put -> put.tableName(routing).item(Map.of("model", AttributeValue.fromS("foreign"))));

    assertThat(reader.rows(soon())).extracting(RoutingRow::model).containsExactly("demo");
  }
}
