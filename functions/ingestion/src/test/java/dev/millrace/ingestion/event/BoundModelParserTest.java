package dev.millrace.ingestion.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
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

class BoundModelParserTest {
  private static final Instant NOW = Instant.parse("2024-11-18T00:00:00Z");
  private static final String BY_NUMBER = "\"record\": {\"id\": {\"paths\": [\"number\"]}},";
  private static final String DOCUMENT =
      """
      {"_id": "by-id", "number": "by-number", "_source": {"createdDateTime": 1731880381293},
       "createdDateTime": 1731880381293}""";

  private final BoundModels models = new BoundModels();
  private final Set<String> down = new HashSet<>();
  private final AtomicInteger notRead = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final DynamoDbClient dynamoDb = DynamoDbServer.client(new CutOff());
  private final BoundModelParser bound =
      new BoundModelParser(
          "sessions",
          new RoutingReader(
              new RoutingTable(dynamoDb, models.routing),
              new HeartbeatTable(dynamoDb, models.heartbeats),
              InstantSource.fixed(NOW),
              nanoTime::get,
              Duration.ofSeconds(20),
              notRead::incrementAndGet),
          new VersionDefinitions(dynamoDb, models.versions),
          notRead::incrementAndGet);

  private final class CutOff implements ExecutionInterceptor {
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      if (down.contains(context.request().getValueForField("TableName", String.class).get())) {
        throw SdkClientException.create("The table is down");
      }
    }
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
  }

  private Optional<String> id() {
    Optional<DocumentParser> parser = bound.find(Deadline.after(Duration.ofSeconds(10)));
    return parser.map(
        found ->
            ((DocumentRecord) found.parse(DOCUMENT.getBytes(StandardCharsets.UTF_8), NOW)).id());
  }

  private void passASecond() {
    nanoTime.addAndGet(RoutingReader.MAXIMUM_AGE.toNanos());
  }

  @Test
  void whereNoModelIsBoundThereIsNone() {
    assertThat(id()).isEmpty();
  }

  @Test
  void theFirstModelByNameReadsTheDocuments() {
    models.register("b", "1.0.0", "").inEffect("b", 1, "1.0.0");
    assertThat(id()).contains("by-id");

    models.register("a", "1.0.0", BY_NUMBER).inEffect("a", 1, "1.0.0");
    passASecond();
    assertThat(id()).contains("by-number");
  }

  @Test
  void aModelThatIsNotLoadedYetIsPassedOver() {
    models.register("a", "1.0.0", BY_NUMBER);
    models.row("a", 1, RoutedVersions.active("1.0.0"), Optional.empty());
    models.register("b", "1.0.0", "").inEffect("b", 1, "1.0.0");

    assertThat(id()).contains("by-id");
    assertThat(notRead).hasValue(0);
  }

  @Test
  void aModelWhoseVersionIsNotInTheRegistryIsPassedOver() {
    models.inEffect("a", 1, "1.0.0");
    models.register("b", "1.0.0", "").inEffect("b", 1, "1.0.0");

    assertThat(id()).contains("by-id");
    assertThat(notRead).hasValue(1);
  }

  @Test
  void newRoutesThatCannotBeUsedLeaveThoseBefore() {
    models.register("a", "1.0.0", BY_NUMBER).inEffect("a", 1, "1.0.0");
    assertThat(id()).contains("by-number");

    models.inEffect("a", 2, "2.0.0");
    passASecond();
    assertThat(id()).contains("by-number");
    assertThat(notRead).hasValue(1);
  }

  @Test
  void whileTheRegistryIsDownTheRoutesBeforeAreUsed() {
    models.register("a", "1.0.0", BY_NUMBER).inEffect("a", 1, "1.0.0");
    assertThat(id()).contains("by-number");
    models.register("a", "2.0.0", "").inEffect("a", 2, "2.0.0");

    down.add(models.versions);
    passASecond();
    assertThat(id()).contains("by-number");
    assertThat(notRead).hasValue(1);

    down.clear();
    assertThat(id()).contains("by-id");
  }

  @Test
  void whatWasNeverReadIsAnError() {
    models.register("a", "1.0.0", BY_NUMBER).inEffect("a", 1, "1.0.0");
    down.add(models.versions);

    assertThatExceptionOfType(SdkException.class).isThrownBy(this::id);
  }
}
