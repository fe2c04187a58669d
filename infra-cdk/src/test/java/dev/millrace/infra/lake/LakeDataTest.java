package dev.millrace.infra.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LakeDataTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @ParameterizedTest
  @CsvSource({
    "Checkpoints, shard,",
    "Manifest, shard, first_sequence_number",
    "Claims, event_id,",
    "Metrics, day, minute_service",
    "TrainingRuns, run_id, item"
  })
  void tablesHaveTheKeysOfTheContract(String table, String partition, String sort) {
    var keys = table(table).properties().path("KeySchema");
    assertThat(keys.findValuesAsText("AttributeName"))
        .containsExactlyElementsOf(sort == null ? List.of(partition) : List.of(partition, sort));
  }

  @Test
  void onlyClaimsMetricsAndManifestRowsAreForgotten() {
    assertThat(synthesis.resources("AWS::DynamoDB::Table"))
        .filteredOn(table -> table.stack().equals("MillraceLakeData"))
        .filteredOn(table -> table.properties().has("TimeToLiveSpecification"))
        .containsExactlyInAnyOrder(table("Claims"), table("Manifest"), table("Metrics"))
        .allMatch(
            table -> table.property("/TimeToLiveSpecification/AttributeName").equals("expires_at"));
  }

  @Test
  void metricsAreFoundByServiceToo() {
    var index = table("Metrics").properties().at("/GlobalSecondaryIndexes/0");
    assertThat(index.path("IndexName").asText()).isEqualTo("by-service");
    assertThat(index.path("KeySchema").findValuesAsText("AttributeName"))
        .containsExactly("service", "event_ts");
    assertThat(index.at("/Projection/ProjectionType").asText()).isEqualTo("ALL");
  }

  @Test
  void bronzeGetsCheaperAndExpires() {
    var rule = rule(synthesis, "bronze/service-events/");
    assertThat(rule.path("Transitions").findValuesAsText("StorageClass"))
        .containsExactly("STANDARD_IA", "GLACIER_IR");
    assertThat(rule.path("Transitions").findValuesAsText("TransitionInDays"))
        .containsExactly("30", "90");
    assertThat(rule.path("ExpirationInDays").asInt()).isEqualTo(730);
  }

  @Test
  void whatIsKeptForEverDoesNotExpire() {
    assertThat(rule(Synthesis.otherwise(), "bronze/sessions/").has("ExpirationInDays")).isFalse();
  }

  @Test
  void whatExpiresEarlierDoesNotMoveBefore() {
    var rule = rule(Synthesis.otherwise(), "bronze/predictions/");
    assertThat(rule.path("ExpirationInDays").asInt()).isEqualTo(60);
    assertThat(rule.path("Transitions").findValuesAsText("StorageClass"))
        .containsExactly("STANDARD_IA");
  }

  @Test
  void filesOfTablesNeverExpireByAge() {
    assertThat(rules(synthesis))
        .filteredOn(
            rule -> !rule.has("Prefix") || rule.path("Prefix").asText().startsWith("tables/"))
        .hasSize(2)
        .noneMatch(rule -> rule.has("ExpirationInDays") || rule.has("Transitions"));
  }

  @Test
  void aPartThatFailsAgainAndAgainIsSetAside() {
    var parts = synthesis.resource("AWS::SQS::Queue", "TrainingParts");
    assertThat(parts.property("/RedrivePolicy/maxReceiveCount")).isEqualTo("5");
    assertThat(parts.property("/VisibilityTimeout")).isEqualTo("5400");
  }

  private Templates.Resource table(String id) {
    return synthesis.resource("AWS::DynamoDB::Table", "" + id);
  }

  private static JsonNode rule(Synthesis synthesis, String prefix) {
    return rules(synthesis)
        .valueStream()
        .filter(rule -> rule.path("Prefix").asText().equals(prefix))
        .findAny()
        .orElseThrow();
  }

  private static JsonNode rules(Synthesis synthesis) {
    return synthesis
        .resource("AWS::S3::Bucket", "Lake")
        .properties()
        .at("/LifecycleConfiguration/Rules");
  }
}
