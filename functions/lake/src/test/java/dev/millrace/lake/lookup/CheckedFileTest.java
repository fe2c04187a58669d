package dev.millrace.lake.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.InvalidInput;
import dev.millrace.tables.lookup.StoredAttributes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedFileTest {
  private static CheckedFile file(String content) {
    return file(content, FileKeyForm.TEXT);
  }

  private static CheckedFile file(String content, FileKeyForm form) {
    return new CheckedFile(
        new LookupFile(content.getBytes(StandardCharsets.UTF_8), Optional.empty()), form);
  }

  private static Map<String, StoredAttributes> rows(CheckedFile file) {
    Map<String, StoredAttributes> rows = new LinkedHashMap<>();
    file.forEachRow(
        (_, key, attributes) -> {
          rows.put(key, attributes);
          return true;
        });
    return rows;
  }

  private static Map<String, StoredAttributes> rows(String content) {
    return rows(file(content));
  }

  private static void assertRefused(String content, String... messages) {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> file(content))
        .satisfies(refused -> assertThat(refused.getMessage()).contains(messages));
  }

  private static StoredAttributes number(String name, String value) {
    return new StoredAttributes(Map.of(name, value), Set.of(name));
  }

  private static StoredAttributes text(String name, String value) {
    return new StoredAttributes(Map.of(name, value), Set.of());
  }

  @Test
  void numbersAreNumbersTextsAreTextsAndEmptyCellsNothing() {
    assertThat(rows("store,size,city\n7,1.50,Berlin\n8,,\n"))
        .isEqualTo(
            Map.of(
                "7", new StoredAttributes(Map.of("size", "1.5", "city", "Berlin"), Set.of("size")),
                "8", new StoredAttributes(Map.of(), Set.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "64000,64000",
    "-0.50,-0.5",
    "1e3,1000",
    "0.000,0",
    "+5,5",
    ".5,0.5",
    "5.,5",
    "1E-5,0.00001"
  })
  void aNumberIsKeptInItsShortestPlainForm(String cell, String kept) {
    assertThat(rows("k,x\na," + cell)).isEqualTo(Map.of("a", number("x", kept)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01099", "00.5", "1,5", "0x1F", "12 34", "1e400", "١٢", "2024-01-01"})
  void whatIsNoNumberMakesItsColumnText(String cell) {
    CheckedFile file = file("k,x\na,5\nb,\"" + cell + "\"");

    assertThat(rows(file)).isEqualTo(Map.of("a", text("x", "5"), "b", text("x", cell)));
    assertThat(file.attributeColumns().getFirst().note())
        .contains(
            "Column x is text: line 3 holds \"%s\", which is no number that is stored; 1 other values are"
                .formatted(cell));
  }

  @Test
  void aNumberOfTwoHundredDigitsIsText() {
    String digits = "7".repeat(200);

    assertThat(rows("k,x\na," + digits)).isEqualTo(Map.of("a", text("x", digits)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "Infinity", "-inf"})
  void noValueAmongNumbersIsRefused(String cell) {
    assertRefused(
        "k,x\na,5\nb," + cell,
        "Line 3, column x holds \"%s\" among numbers; expected a number, or nothing"
            .formatted(cell));
    assertThat(rows("k,x\na,Inf\nb,Wales")).containsEntry("a", text("x", "Inf"));
  }

  @Test
  void quotesByteOrderMarksAndEitherLineEndAreRead() {
    assertThat(
            rows(
                "\uFEFFk , city\r\n\"a,1\",\"The \"\"Old\"\"\nTown\"\r\n\r\n  b  , \"Rome\" \r\n   \r\n"))
        .isEqualTo(Map.of("a,1", text("city", "The \"Old\"\nTown"), "b", text("city", "Rome")));
  }

  @Test
  void aFileOfKeysAloneIsALookUpOfWhatIsKnown() {
    assertThat(rows("k\na\nb\n"))
        .isEqualTo(
            Map.of(
                "a", new StoredAttributes(Map.of(), Set.of()),
                "b", new StoredAttributes(Map.of(), Set.of())));
  }

  @Test
  void anotherColumnCanHoldTheKeys() {
    CheckedFile file =
        new CheckedFile(
            new LookupFile(
                "x,Store ID\n5,a".getBytes(StandardCharsets.UTF_8), Optional.of("Store ID")),
            FileKeyForm.TEXT);

    assertThat(rows(file)).isEqualTo(Map.of("a", number("x", "5")));
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(
            () -> new LookupFile("x,y\n5,a".getBytes(StandardCharsets.UTF_8), Optional.of("z")))
        .withMessage("key held \"z\", expected one of the file's columns, [x, y]");
  }

  @Test
  void zipCodesGetBackTheZerosThatASpreadsheetDropped() {
    assertThat(rows(file("zip,x\n1099,5\n00501,6", FileKeyForm.US_ZIP_CODE)))
        .containsOnlyKeys("01099", "00501");
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> file("zip,x\n501,5\n00501,6\n1234567,1", FileKeyForm.US_ZIP_CODE))
        .withMessageContaining("Line 3, column zip holds \"00501\", which line 2 has too")
        .withMessageContaining(
            "Line 4, column zip holds \"1234567\"; expected a zip code of one to five digits");
  }

  @Test
  void everyBadRowIsNamed() {
    assertRefused(
        "k,x\na,1\na,2\n,3\n\"c\",4,5\nd\nk,x\n" + "e".repeat(1025) + ",6\n",
        "Line 3, column k holds \"a\", which line 2 has too; expected each key once",
        "Line 4, column k holds \"\"; expected 1 to 1024 bytes",
        "Line 5 has 3 columns; expected 2, as in the header",
        "Line 6 has 1 columns; expected 2, as in the header",
        "Line 7 repeats the header; expected it once",
        "Line 8, column k holds \"eeeee",
        "Nothing was loaded");
  }

  @Test
  void ofManyBadRowsTwentyAreNamed() {
    assertRefused("k,x\n" + ",1\n".repeat(25), "Line 21,", "\n5 more problems like these\n");
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> file("k,x\n" + ",1\n".repeat(25)))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("Line 22"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "k,x,x|Line 1 holds the column \"x\" twice",
        "k,Size|Line 1, column 2 holds \"Size\"; expected a name",
        "k,|Line 1, column 2 holds \"\"; expected a name",
        "k,_millrace_key|Line 1, column 2 holds \"_millrace_key\"; expected a name",
        "k,x|The file holds a header and no row below it"
      })
  void aHeaderThatCannotBeUsedIsRefused(String header, String message) {
    assertRefused(header + "\n", message);
  }

  @Test
  void whatIsNoCsvIsRefused() {
    assertRefused("", "The file is empty");
    assertRefused("k,x\na,\"1\nb,2\n", "The file is no CSV behind line 1");
    assertRefused("k,x\na,1\nb,\"1\"2\n", "The file is no CSV behind line 2");
    byte[] latin1 = "k,x\na,Köln\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(
            () -> new CheckedFile(new LookupFile(latin1, Optional.empty()), FileKeyForm.TEXT))
        .withMessageContaining("The file is not UTF-8 text");
  }

  @Test
  void aRowOfMoreThanAnItemOughtToHoldIsRefused() {
    assertRefused("k,x\na," + "x".repeat(70_000), "Line 2 holds 70,001 bytes; expected 65,536");
  }

  @Test
  void moreThanAMillionRowsAreRefused() {
    StringBuilder content = new StringBuilder("k,x\n");
    for (int i = 0; i <= CheckedFile.MOST_ROWS; i++) {
      content.append(i).append(",1\n");
    }

    assertRefused(content.toString(), "The file holds more than 1,000,000 rows");
  }
}
