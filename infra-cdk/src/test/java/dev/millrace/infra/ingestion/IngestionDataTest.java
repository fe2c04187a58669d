package dev.millrace.infra.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestionDataTest {
  private final Synthesis synthesis = Synthesis.byDefault();

  @ParameterizedTest
  @CsvSource({"pages/, 30", "staged/, 7", "oversize/, 90"})
  void whatSourcesAnsweredIsGoneADayAfterItsTime(String prefix, int days) {
    var rule = rule(synthesis, prefix);
    assertThat(rule.path("ExpirationInDays").asInt()).isEqualTo(days);
    assertThat(rule.at("/NoncurrentVersionExpiration/NoncurrentDays").asInt()).isEqualTo(1);
  }

  @Test
  void howLongRawPagesAreKeptIsASetting() {
    var other = Synthesis.of("raw-pages", Map.of("rawPageDays", "3"));
    assertThat(rule(other, "pages/").path("ExpirationInDays").asInt()).isEqualTo(3);
    assertThat(rule(other, "staged/").path("ExpirationInDays").asInt()).isEqualTo(7);
  }

  private static JsonNode rule(Synthesis synthesis, String prefix) {
    return synthesis
        .resource("AWS::S3::Bucket", "Pages")
        .properties()
        .at("/LifecycleConfiguration/Rules")
        .valueStream()
        .filter(rule -> rule.path("Prefix").asText().equals(prefix))
        .findAny()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "Jobs, id,",
    "JobSources, job, source",
    "IngestionState, key,",
    "Records, record,",
    "Quality, dataset, run_check"
  })
  void whatIsKeptForAWhileExpires(String table, String partitionKey, String sortKey) {
    var declared = table(table);
    assertThat(declared.property("/KeySchema/0/AttributeName")).isEqualTo(partitionKey);
    assertThat(declared.property("/KeySchema/1/AttributeName"))
        .isEqualTo(sortKey == null ? "" : sortKey);
    assertThat(declared.property("/TimeToLiveSpecification/AttributeName")).isEqualTo("expires_at");
  }

  @ParameterizedTest
  @CsvSource({"Datasets, by_owner, owner, listed", "Records, by_time, list, time_record"})
  void whatIsListedHasAnIndexWithAllOfIt(String table, String index, String key, String sortKey) {
    var declared = table(table).properties().path("GlobalSecondaryIndexes");
    assertThat(declared).hasSize(1);
    assertThat(declared.at("/0/IndexName").asText()).isEqualTo(index);
    assertThat(declared.at("/0/KeySchema/0/AttributeName").asText()).isEqualTo(key);
    assertThat(declared.at("/0/KeySchema/1/AttributeName").asText()).isEqualTo(sortKey);
    assertThat(declared.at("/0/Projection/ProjectionType").asText()).isEqualTo("ALL");
  }

  @Test
  void theKeyOfHashesIsMadeByTheTemplateAndStays() {
    var secret = synthesis.resource("AWS::SecretsManager::Secret", "HashKey");
    assertThat(secret.property("/GenerateSecretString/PasswordLength")).isEqualTo("64");
    assertThat(secret.properties().has("KmsKeyId")).isFalse();
    assertThat(secret.json().path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
  }

  private Templates.Resource table(String id) {
    return synthesis.resource("AWS::DynamoDB::Table", id);
  }
}
