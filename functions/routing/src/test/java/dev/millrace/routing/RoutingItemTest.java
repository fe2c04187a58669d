package dev.millrace.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RoutingItemTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));
  private static final String TABLE = DynamoDbServer.newTable("model");

  @Provide
  Arbitrary<RoutedVersions> routes() {
    return Combinators.combine(
            Arbitraries.doubles().between(0, 100).ofScale(4).optional(),
            Arbitraries.integers().between(0, 3))
        .as(
            (weight, shadows) ->
                new RoutedVersions(
                    "1.0.0",
                    weight.map(of -> new Canary("2.0.0", of)),
                    List.of("3.0.0", "4.0.0", "5.0.0").subList(0, shadows)));
  }

  @Provide
  Arbitrary<RoutingRow> rows() {
    Arbitrary<Long> revisions = Arbitraries.longs().between(1, 1_000_000);
    Arbitrary<Instant> times =
        Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
    return Combinators.combine(
            routes(),
            revisions,
            Arbitraries.of("0.9.0", "1.0.0").optional(),
            Combinators.combine(Arbitraries.strings().alpha().ofMinLength(1), revisions)
                .as((id, revision) -> new RolloutStep(id, 2, revision))
                .optional(),
            Arbitraries.of("sessions", "orders").list().uniqueElements(),
            Combinators.combine(routes(), revisions, times).as(RoutesInEffect::new).optional())
        .as(
            (versions, revision, lastGood, rollout, streams, inEffect) ->
                new RoutingRow("demo", versions, revision, lastGood, rollout, streams, inEffect));
  }

  @Property(tries = 100)
  void aRowIsReadAsItWasWritten(@ForAll("rows") RoutingRow row) {
    DynamoDbServer.client().putItem(put -> put.tableName(TABLE).item(RoutingItem.of(row)));

    assertThat(new RoutingTable(DynamoDbServer.client(), TABLE).find("demo", DEADLINE))
        .contains(row);
  }

  @Property(tries = 50)
  void whatIsToBeLoadedHoldsWhatAnswersAndWhatIsToAnswer(@ForAll("rows") RoutingRow row) {
    assertThat(row.toLoad()).containsAll(row.versions().all());
    row.inEffect()
        .ifPresent(routes -> assertThat(row.toLoad()).containsAll(routes.versions().all()));
    row.lastGood().ifPresent(version -> assertThat(row.toLoad()).contains(version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "active", "revision"})
  void anItemThatLacksAnAttributeIsNoneOfOurs(String attribute) {
    Map<String, AttributeValue> item =
        new HashMap<>(
            RoutingItem.of(
                new RoutingRow(
                    "demo",
                    RoutedVersions.active("1.0.0"),
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty())));
    item.remove(attribute);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> RoutingItem.read(item))
        .withMessageContaining(attribute.equals("model") ? "null" : "demo");
  }

  @Test
  void aModelThatWasNeverRoutedHasNoRow() {
    assertThat(new RoutingTable(DynamoDbServer.client(), TABLE).find("nobody", DEADLINE)).isEmpty();
  }
}
