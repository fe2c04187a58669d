package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureRowsTest {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static FeatureRows read(FeatureColumn column, String object)
      throws IOException, InvalidRowException {
    var rows = new FeatureRows(List.of(column), "instance");
    try (JsonParser parser = JSON.createParser(object.replace('\'', '"'))) {
      parser.nextToken();
      FeatureObject.read(parser, rows);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "FLOAT32 | 1e39                | holds 1e39; expected a finite number",
        "FLOAT32 | 'a'                 | holds the string 'a'; expected a finite number",
        "FLOAT64 | 1e309               | holds 1e309; expected a finite number",
        "FLOAT64 | NaN                 | holds NaN; expected a finite number",
        "FLOAT64 | -Infinity           | holds -Infinity; expected a finite number",
        "FLOAT64 | null                | holds null; expected a finite number",
        "INT64   | 1.5                 | holds 1.5; expected a whole number from -2^53 to 2^53",
        "INT64   | 9007199254740994    | holds 9007199254740994; expected a whole number from -2^53",
        "INT64   | null                | holds null; expected a whole number",
        "INT32   | 2147483648          | holds 2147483648; expected a whole number from -2^31",
        "INT32   | true                | holds true; expected a whole number",
        "BOOL    | 2                   | holds 2; expected 1 or 0",
        "BOOL    | 'true'              | holds the string 'true'; expected 1 or 0",
        "BOOL    | 1.5                 | holds 1.5; expected 1 or 0",
        "STRING  | 1                   | holds 1; expected a string",
        "STRING  | NaN                 | holds NaN; expected a string",
        "STRING  | true                | holds true; expected a string",
        "STRING  | ['a']               | holds an array; expected a string",
        "STRING  | null                | holds null; expected a string",
      })
  void aValueThatTheInputDoesNotHoldIsRefused(ElementType type, String value, String sentence) {
    var refusal =
        catchThrowableOfType(
            InvalidRowException.class,
            () -> read(new FeatureColumn("x", type, false), "{'x': " + value + "}"));

    assertThat(refusal).hasMessageStartingWith("instance 0: feature 'x' " + sentence);
    assertThat(refusal.feature()).hasValue("x");
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1e38, 1e38",
    "FLOAT64, 1e300, 1e300",
    "INT64, 9007199254740992, 9007199254740992",
    "INT64, 3.0, 3",
    "INT32, -2147483648, -2147483648",
    "BOOL, true, 1",
    "BOOL, 0, 0"
  })
  void aNumberThatTheInputHoldsIsTaken(ElementType type, String value, double number)
      throws Exception {
    FeatureRows rows = read(new FeatureColumn("x", type, false), "{'x': " + value + "}");

    assertThat(rows.number(0, 0)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"{'x': null}", "{}"})
  void whatMayBeMissingIsNaNOrAnEmptyText(String object) throws Exception {
    FeatureRows number = read(new FeatureColumn("x", ElementType.FLOAT32, true), object);
    FeatureRows text = read(new FeatureColumn("x", ElementType.STRING, true), object);

    assertThat(number.number(0, 0)).isNaN();
    assertThat(text.text(0, 0)).isEmpty();
  }

  @Test
  void anInputOfWholeNumbersHasNoMissingValue() {
    var refusal =
        catchThrowableOfType(
            InvalidRowException.class,
            () -> read(new FeatureColumn("x", ElementType.INT64, true), "{'x': null}"));

    assertThat(refusal)
        .hasMessage(
            "instance 0: feature 'x' is missing (null); expected a whole number from -2^53 to 2^53, for an input of type int64 has no missing value");
  }

  @Test
  void rowsKeepTheirValuesWhenThereAreMany() throws Exception {
    var rows =
        new FeatureRows(
            List.of(
                new FeatureColumn("x", ElementType.FLOAT64, false),
                new FeatureColumn("t", ElementType.STRING, false)),
            "instance");
    for (int row = 0; row < 1000; row++) {
      rows.begin();
      rows.setNumber(0, row);
      rows.setText(1, "t" + row);
      rows.end();
    }

    FeatureRows copy = rows.copyOf(500, 502);
    assertThat(copy.count()).isEqualTo(2);
    assertThat(copy.number(1, 0)).isEqualTo(501);
    assertThat(copy.text(1, 1)).isEqualTo("t501");
  }
}
