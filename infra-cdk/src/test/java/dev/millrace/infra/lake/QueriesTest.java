package dev.millrace.infra.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final Path FILES = Path.of("src/main/resources/dev/millrace/infra/queries");

  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void aQueryReadsNoMoreThanIsAllowed() {
    var configuration = workgroup().properties().path("WorkGroupConfiguration");
    assertThat(configuration.path("EnforceWorkGroupConfiguration").asBoolean()).isTrue();
    assertThat(configuration.path("BytesScannedCutoffPerQuery").asLong())
        .isEqualTo(10_737_418_240L);
    assertThat(configuration.at("/EngineVersion/SelectedEngineVersion").asText())
        .isEqualTo("Athena engine version 3");
  }

  @Test
  void resultsAreEncryptedAndForgotten() {
    assertThat(
            workgroup()
                .property(
                    "/WorkGroupConfiguration/ResultConfiguration/EncryptionConfiguration/EncryptionOption"))
        .isEqualTo("SSE_S3");
    var rule =
        synthesis
            .resource("AWS::S3::Bucket", "QueryResults")
            .properties()
            .at("/LifecycleConfiguration/Rules/0");
    assertThat(rule.path("ExpirationInDays").asInt()).isEqualTo(7);
    assertThat(rule.at("/NoncurrentVersionExpiration/NoncurrentDays").asInt()).isEqualTo(1);
  }

  @Test
  void everyFileIsAQueryThatSaysWhatItAnswers() throws IOException {
    try (var files = Files.list(FILES)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\.sql$", "")))
          .containsExactlyInAnyOrderElementsOf(Queries.NAMES);
    }
    assertThat(synthesis.resources("AWS::Athena::NamedQuery"))
        .hasSize(Queries.NAMES.size())
        .allSatisfy(
            query -> {
              assertThat(query.property("/QueryString"))
                  .startsWith("-- " + query.property("/Description"))
                  .isEqualTo(Files.readString(FILES.resolve(query.property("/Name") + ".sql")));
              assertThat(query.property("/WorkGroup")).isEqualTo("millrace-test");
            });
  }

  @Test
  void aPrefixIsSetBeforeEveryDatabase() {
    assertThat(Synthesis.otherwise().resources("AWS::Athena::NamedQuery"))
        .allSatisfy(
            query -> {
              assertThat(query.property("/QueryString"))
                  .containsPattern("trial_(bronze|silver|gold)\\.")
                  .doesNotContainPattern("[^_](bronze|silver|gold)\\.");
              assertThat(query.property("/WorkGroup")).isEqualTo("millrace-test");
            });
  }

  private Templates.Resource workgroup() {
    return synthesis.resource("AWS::Athena::WorkGroup", "Queries/Workgroup");
  }
}
