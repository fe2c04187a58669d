package dev.millrace.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.definition.ModelDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureColumnsTest {
  private static final Schema NEW =
      new Schema(
          NestedField.required(1, "run_id", Types.StringType.get()),
          NestedField.required(2, "id", Types.StringType.get()));

  private static List<String> columns(String... features) {
    return FeatureColumns.of(NEW, model(features)).names();
  }

  private static ModelDefinition model(String... features) {
    String declared =
        Stream.of(features)
            .map("{\"name\": \"%s\", \"from\": \"x\", \"as\": \"number\"}"::formatted)
            .collect(Collectors.joining(","));
    return ModelDefinition.parse(
        "{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": [%s]}"
            .formatted(declared)
            .getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "median_income, median_income",
    "Median Income, median_income",
    "total (EUR), total_eur_",
    "9th, f_9th",
    "_private, f_private",
    "日本, f_",
    "größe, gr_e",
    "id, id_2",
  })
  void aNameBecomesAColumn(String feature, String column) {
    assertThat(columns(feature)).containsExactly(column);
  }

  @Test
  void aNameThatIsAColumnsStaysWhateverComesBeforeIt() {
    assertThat(columns("A b", "a_b", "a-b")).containsExactly("a_b_2", "a_b", "a_b_3");
  }

  @Test
  void aLongNameIsCutAndStaysUnlikeAnother() {
    String same = "a".repeat(80);
    assertThat(columns(same + "1", same + "2"))
        .containsExactly("a".repeat(63), "a".repeat(61) + "_2");
  }

  @Test
  void aFeatureKeepsItsColumnInLaterVersions() {
    FeatureColumns first = FeatureColumns.of(NEW, model("A b"));
    Schema table =
        new Schema(
            Stream.concat(NEW.columns().stream(), first.columns().stream())
                .collect(Collectors.toList()));

    assertThat(FeatureColumns.of(table, model("a_b", "A b")).names())
        .containsExactly("a_b_2", "a_b");
  }
}
