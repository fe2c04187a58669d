package dev.millrace.infra.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestionFunctionsTest {
  private static final List<String> DECLARED =
      List.of("lookup_history", "rejected_events", "service_events");

  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void tablesThatTheTemplateDeclaresAreDeniedToWhatStoresRows() {
    var denied = statements(synthesis, "StoreSource", "Deny").toList();

    assertThat(denied).hasSize(2);
    assertThat(denied.getFirst().path("Action"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("glue:CreateTable", "glue:DeleteTable", "glue:UpdateTable");
    assertThat(denied.getLast().path("Action"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject");
    for (String table : DECLARED) {
      assertThat(denied.getFirst().path("Resource").toString()).contains("table/silver/" + table);
      assertThat(denied.getLast().path("Resource").toString())
          .contains("/tables/silver/" + table + "/*");
    }
  }

  @Test
  void noDatasetIsCalledAsADeclaredTable() {
    for (String function : List.of("JobsApi", "StoreSource")) {
      assertThat(variable(function, "RESERVED_TABLES").split(",")).containsAll(DECLARED);
    }
  }

  @Test
  void aTableThatAnotherCapabilityDeclaresIsReservedToo() {
    var declared =
        synthesis.resources("AWS::Glue::Table").stream()
            .filter(table -> table.property("/DatabaseName").equals("silver"))
            .map(table -> table.property("/Name"))
            .toList();
    assertThat(variable("JobsApi", "RESERVED_TABLES").split(","))
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void whatIsStoredLiesBesideTheFilesOfDeclaredTables() {
    var written =
        statements(synthesis, "StoreSource", "Allow")
            .filter(statement -> statement.path("Action").toString().contains("s3:DeleteObject"))
            .map(statement -> statement.path("Resource").toString())
            .toList();
    assertThat(written).singleElement().asString().contains("/tables/ingested/*");
  }

  @Test
  void aDatabasesPrefixIsInWhatIsDenied() {
    assertThat(
            statements(Synthesis.otherwise(), "StoreSource", "Deny")
                .map(JsonNode::toString)
                .toList())
        .anyMatch(statement -> statement.contains("table/trial_silver/service_events"))
        .anyMatch(statement -> statement.contains("/tables/trial_silver/service_events/*"));
  }

  @Test
  void sourcesNameSecretsOfTheirEnvironmentAlone() {
    assertThat(readableSecrets(synthesis, "FetchSource"))
        .hasSize(2)
        .anyMatch(secret -> secret.contains(":secret:millrace/test/*"))
        .anyMatch(secret -> secret.contains("HashKey"));
    assertThat(readableSecrets(synthesis, "JobsApi"))
        .singleElement()
        .asString()
        .contains("HashKey");
    for (String function : List.of("StoreSource", "JobStep", "SweepJobs", "EventsApi")) {
      assertThat(readableSecrets(synthesis, function)).as(function).isEmpty();
    }
  }

  @Test
  void whatTheNamesOfSecretsBeginWithIsASetting() {
    var other = Synthesis.of("secrets", Map.of("ingestionSecretPrefix", "partners/"));
    assertThat(readableSecrets(other, "FetchSource"))
        .anyMatch(secret -> secret.contains(":secret:partners/*"));
    assertThat(other.complaints()).isEmpty();
  }

  private static List<String> readableSecrets(Synthesis synthesis, String function) {
    return statements(synthesis, function, "Allow")
        .filter(statement -> statement.path("Action").toString().contains("secretsmanager:"))
        .map(statement -> statement.path("Resource"))
        .flatMap(resource -> resource.isArray() ? resource.valueStream() : Stream.of(resource))
        .map(JsonNode::toString)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JobsApi", "FetchSource"})
  void noHostIsAllowedUnlessSet(String function) {
    assertThat(variable(function, "ALLOWED_HOSTS")).isEmpty();
    var other =
        Synthesis.of("hosts", Map.of("ingestionAllowedHosts", "files.corp.example, [fd00::1]"));
    assertThat(variable(other, function, "ALLOWED_HOSTS"))
        .isEqualTo("files.corp.example,[fd00::1]");
  }

  @ParameterizedTest
  @CsvSource({"FetchSource, 300", "StoreSource, 900", "JobsApi, 29", "JobStep, 60"})
  void aFunctionHasTheTimeThatItsWorkIsCutInto(String function, int seconds) {
    assertThat(function(synthesis, function).properties().path("Timeout").asInt())
        .isEqualTo(seconds);
  }

  @Test
  void onlyWhatStoresRowsWritesTablesAndOnlyWhatFetchesWritesRawPages() {
    for (var role : synthesis.resources("AWS::IAM::Role")) {
      if (role.stack().equals("MillraceIngestion")
          && !role.path().matches("StoreSourceRole|Upkeep/.*")) {
        assertThat(role.properties().toString())
            .as(role.path())
            .doesNotContain("glue:CreateTable", "glue:UpdateTable", "s3:DeleteObject");
      }
    }
    assertThat(statements(synthesis, "StoreSource", "Allow"))
        .noneMatch(statement -> statement.path("Resource").toString().contains("/pages/"));
  }

  /** Glue does it in roles of its own, which the function names. */
  @Test
  void whatMakesATableHasItKeptInOrder() {
    assertThat(statements(synthesis, "StoreSource", "Allow").map(JsonNode::toString).toList())
        .anyMatch(statement -> statement.contains("glue:CreateTableOptimizer"))
        .anyMatch(statement -> statement.contains("iam:PassRole"));
    assertThat(variable("StoreSource", "TABLE_UPKEEP"))
        .contains("snapshot_days=30", "orphan_days=30");
    assertThat(synthesis.resources("AWS::IAM::Role"))
        .filteredOn(role -> role.stack().equals("MillraceIngestion"))
        .filteredOn(role -> role.path().startsWith("Upkeep/"))
        .hasSize(2)
        .allSatisfy(
            role ->
                assertThat(role.properties().toString())
                    .contains("/tables/ingested/*", "table/silver/*")
                    .doesNotContainPattern("/tables/silver/(?!rejected_rows/)"));
  }

  private static Stream<JsonNode> statements(Synthesis synthesis, String function, String effect) {
    return synthesis
        .resource("AWS::IAM::Role", function + "Role")
        .properties()
        .path("Policies")
        .valueStream()
        .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream())
        .filter(statement -> statement.path("Effect").asText().equals(effect));
  }

  private String variable(String function, String name) {
    return variable(synthesis, function, name);
  }

  private static String variable(Synthesis synthesis, String function, String name) {
    var variables = function(synthesis, function).properties().at("/Environment/Variables");
    return variables.required(name).asText();
  }

  private static Templates.Resource function(Synthesis synthesis, String id) {
    return synthesis.resource("AWS::Lambda::Function", id);
  }
}
