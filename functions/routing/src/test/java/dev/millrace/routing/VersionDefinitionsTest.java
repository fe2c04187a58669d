package dev.millrace.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionDefinitionsTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  private final String table = DynamoDbServer.newTable("model", "version");
  private final VersionDefinitions definitions =
      new VersionDefinitions(DynamoDbServer.client(), table);

  private void put(String version, String status, String definition) {
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(table)
                    .item(
                        Map.of(
                            "model", fromS("demo"),
                            "version", fromS(version),
                            "status", fromS(status),
                            "definition", fromS(definition))));
  }

  private static String packed(String version) {
    return PackedDefinition.pack(
        "{\"name\": \"demo\", \"version\": \"%s\", \"features\": [{\"name\": \"hour_of_day\"}]}"
            .formatted(version)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aValidatedVersionsDefinitionIsFound() {
    put("1.0.0", "validated", packed("1.0.0"));

    assertThat(definitions.find("demo", "1.0.0", DEADLINE))
        .map(ModelDefinition::featureNames)
        .hasValue(List.of("hour_of_day"));
    assertThat(definitions.find("demo", "2.0.0", DEADLINE)).isEmpty();
    assertThat(definitions.find("other", "1.0.0", DEADLINE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uploading", "validating", "rejected", "deactivated"})
  void aVersionThatIsNotValidatedHasNone(String status) {
    put("1.0.0", status, packed("1.0.0"));

    assertThat(definitions.find("demo", "1.0.0", DEADLINE)).isEmpty();
  }

  @Test
  void whatIsNoDefinitionIsAnError() {
    put("1.0.0", "validated", "-");

    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> definitions.find("demo", "1.0.0", DEADLINE));
  }

  @Test
  void validatedVersionsAreListedByTheirNumbers() {
    for (String version : new String[] {"10.0.0", "9.0.0", "9.1.0"}) {
      put(version, "validated", packed(version));
    }
    put("11.0.0", "rejected", packed("11.0.0"));

    assertThat(definitions.validated("demo", DEADLINE)).containsExactly("9.0.0", "9.1.0", "10.0.0");
  }
}
