package dev.millrace.local.zipcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e126",
        "-1e126",
        "1e-131",
        "1e200",
        "1e-200",
        "1e999999999",
        "-1e-999999999",
        "1e2147483647",
        "100e2147483647",
        "1e99999999999",
        "1234567890123456789012345678901234567890",
        "0.1234567890123456789012345678901234567891",
        "NaN",
        "Infinity",
        "1,5",
        "0x10",
        "1d",
        "\u0661",
        "1_000",
        "1e",
        ".",
        "-",
        "$5"
      })
  void whatDynamoDbCannotHoldIsNamedByRowAndColumn(String held) {
    refused(
        "zip_code,income,density\n02134,1,2\n01099,\"%s\",1\n".formatted(held),
        "row 3, column income holds '%s'; expected a number".formatted(held));
  }

  @ParameterizedTest
  @CsvSource({
    "9.9999999999999999999999999999999999999e125, 9.9999999999999999999999999999999999999E+125",
    "1e-130, 1E-130",
    "-1E-130, -1E-130",
    "0e999999999, 0",
    "-0.0, 0",
    "+.5, 0.5",
    "5., 5",
    "12345678901234567890123456789012345678000, 1.2345678901234567890123456789012345678E+40",
    "00000000000000000000000000000000000000000000000000001, 1"
  })
  void everyNumberThatDynamoDbHoldsIsTaken(String held, String number) throws Exception {
    assertThat(read("zip_code,income\n02134,%s\n".formatted(held)).getFirst().attributes())
        .containsExactly(Map.entry("income", new BigDecimal(number)));
  }

  @Test
  void aNumberOfAMillionDigitsIsRefusedAndShownInPart() {
    assertThatThrownBy(() -> read("zip_code,income\n02134," + "9".repeat(1_000_000)))
        .hasMessageContaining("row 2, column income holds '999")
        .satisfies(problem -> assertThat(problem.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void everyBadRowIsNamedUpToTwentyOfThem() {
    StringBuilder csv = new StringBuilder("zip_code,income,density\n01000,x,y\n01000,1\n");
    for (int row = 0; row < 30; row++) {
      csv.append("1%04d,1e200,1\n".formatted(row));
    }

    assertThatThrownBy(() -> read(csv.toString()))
        .satisfies(
            problem -> {
              List<String> lines = problem.getMessage().lines().toList();
              assertThat(lines).hasSize(22);
              assertThat(lines.get(0)).contains("row 2, column income holds 'x'");
              assertThat(lines.get(1)).contains("row 2, column density holds 'y'");
              assertThat(lines.get(2)).contains("row 3 has 2 columns; expected 3");
              assertThat(lines.get(20)).contains("row 21, column income holds '1e200'");
              assertThat(lines.get(21)).endsWith("12 more rows like these");
            });
  }

  @Test
  void markQuotesCarriageReturnsBlankLinesAndAMissingLineFeedSayNothing() throws Exception {
    assertThat(read("\uFEFF\"zip_code\" , income\r\n \r\n\"02134\",\" 1 \"\r\n\r\n 94105 , 2"))
        .containsExactly(
            new ZipCode("02134", Map.of("income", BigDecimal.ONE)),
            new ZipCode("94105", Map.of("income", new BigDecimal("2"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02134,\"1", "02134,1\"", "02134,\"1\"2", "\"02134,1"})
  void aQuoteThatIsNotClosedOrWithinACellIsNamed(String row) {
    refused("zip_code,income\n" + row, "row 2 holds '" + row + "'; expected quotes");
  }

  @Test
  void aFileWithoutARowAndOneInUtf16AreRefused() throws Exception {
    refused("zip_code,income\n\n", "holds a header and no row below it");
    Path utf16 =
        Files.writeString(
            directory.resolve("utf16.csv"), "\uFEFFzip_code,income\n", StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> ZipCodeFile.read(utf16, Set.of("income")))
        .hasMessageContaining("is not UTF-8 text");
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
