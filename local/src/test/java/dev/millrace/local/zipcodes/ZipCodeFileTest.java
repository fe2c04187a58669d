package dev.millrace.local.zipcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipCodeFileTest {
  @TempDir Path directory;

  @Test
  void anEmptyCellIsNoAttribute() throws Exception {
    assertThat(read("zip_code,income,density\n\"02134\",64000.5,\n"))
        .containsExactly(new ZipCode("02134", Map.of("income", new BigDecimal("64000.5"))));
  }

  @Test
  void whatIsWrongIsNamedByRowAndColumn() {
    refused(
        "zip_code,income\n2134,1\n", "row 2, column zip_code holds '2134'; expected five digits");
    refused(
        "zip_code,income\n02134,1\n94105,much\n",
        "row 3, column income holds 'much'; expected a number");
    refused("zip_code,income\n02134\n", "row 2 has 1 columns; expected 2");
    refused(
        "zip_code,income\n02134,1\n02134,2\n",
        "row 3, column zip_code holds '02134', which stands in an earlier row");
    refused("zip,income\n", "row 1 holds 'zip,income'; expected a header");
    refused("", "row 1 holds ''");
    refused(
        "zip_code,income,densty\n02134,1,1\n",
        "row 1 holds a column 'densty', which no model looks up; expected some of density, income");
  }

  private void refused(String csv, String message) {
    assertThatThrownBy(() -> read(csv)).hasMessageContaining(message);
  }

  private List<ZipCode> read(String csv) throws Exception {
    return ZipCodeFile.read(
        Files.writeString(directory.resolve("zip-codes.csv"), csv), Set.of("income", "density"));
  }

  @Test
  void theModelsOfTheRepositoryLookUpWhatTheSampleHolds() throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Set<String> features = LookedUpFeatures.ofModels(root.resolve("model-server/models"));

    assertThat(features).containsExactly("median_income", "population_density");
    assertThat(ZipCodeFile.read(root.resolve("events/zip-codes.csv"), features)).isNotEmpty();
  }
}
