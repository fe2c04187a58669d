package dev.millrace.features.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleDocumentTest {
  private static final Instant TIME = Instant.parse("2024-11-17T21:53:01Z");

  private static ModelDefinition definition(String members) {
    return ModelDefinition.parse(
        "{\"name\": \"a\", \"version\": \"1.0.0\", %s}"
            .formatted(members)
            .getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"features\": [{\"name\": \"hour_of_day\"}, {\"name\": \"income\", \"default\": 1}]",
        """
        "record": {"id": {"paths": ["shop.id", "order"], "join": "|"}, "event_time": {"path": "at", "as": "epoch_seconds"}},
        "features": [{"name": "paid", "from": "order_paid.total", "as": "number"},
                     {"name": "country", "from": "shop.country", "as": "category"},
                     {"name": "gift", "from": "gift", "as": "boolean"},
                     {"name": "items", "from": "items", "as": "count"},
                     {"name": "age", "from": "customer.since", "as": "minutes_before_event"},
                     {"name": "note", "from": "note", "as": "length"}]
        """,
        """
        "record": {"id": {"hash": true}, "event_time": {"path": "at", "as": "iso_local", "zone": "Europe/Berlin"}},
        "lookups": {"products": {"key": "sku"}},
        "features": [{"name": "known", "lookup": "products", "as": "found"}]
        """,
        "\"record\": {\"event_time\": \"arrival\"}, \"features\": [{\"name\": \"hour_of_day\"}]"
      })
  void aDocumentIsMadeThatTheFeaturesCanBeComputedFrom(String members) {
    ModelDefinition definition = definition(members);
    FeaturePlan plan = FeaturePlan.of(List.of(definition), Duration.ofDays(1));

    byte[] document = SampleDocument.of(definition, "sample-7", TIME).orElseThrow();

    ModelFeatures features = plan.versions().getFirst();
    assertThat(plan.parser().parse(document, TIME))
        .isInstanceOfSatisfying(
            DocumentRecord.class,
            record ->
                assertThat(features.compute(record, features.keys(record), Map.of()))
                    .isInstanceOf(FeatureOutcome.Computed.class));
  }

  @Test
  void theIdStandsAtTheIdsFieldsBeforeAllOthers() {
    byte[] document =
        SampleDocument.of(
                definition("\"features\": [{\"name\": \"hour_of_day\"}]"), "sample-7", TIME)
            .orElseThrow();

    assertThat(new String(document, StandardCharsets.UTF_8)).startsWith("{\"_id\":\"sample-7\",");
  }

  @Test
  void noDocumentIsMadeWhereTwoFeaturesWantDifferentValuesOfOneField() {
    ModelDefinition definition =
        definition(
            """
            "features": [{"name": "items", "from": "items", "as": "count"},
                         {"name": "length", "from": "items", "as": "length"}]
            """);

    assertThat(SampleDocument.of(definition, "sample-7", TIME)).isEqualTo(Optional.empty());
  }
}
