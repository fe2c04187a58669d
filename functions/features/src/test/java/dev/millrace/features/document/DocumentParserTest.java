package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeaturePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {

  private static void requireRecord(
      DocumentRecord record, String id, Instant time, String zipCode) {
    assertThat(record.id()).isEqualTo(id);
    assertThat(record.eventTime()).isEqualTo(time);
    assertThat(Documents.zipKey(record).key()).isEqualTo(Optional.ofNullable(zipCode));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1731880381293",
        "\"1731880381293\"",
        "1.731880381293e12",
        "1731880381293.0",
        "\"2024-11-17T21:53:01.293Z\"",
        "\"2024-11-17T22:53:01.293+01:00\"",
        "\"2024-11-17T16:53:01.293-0500\"",
        "{\"$date\": 1731880381293}",
        "{\"$date\": \"1731880381293\"}",
        "{\"$date\": \"2024-11-17T21:53:01.293Z\"}",
        "{\"$date\": {\"$numberLong\": \"1731880381293\"}}",
        "{\"$date\": {\"$numberLong\": 1731880381293}}",
        "{\"$date\": 1, \"$date\": 1731880381293}",
        "{\"$numberLong\": \"1731880381293\"}",
        "[1731880381293]",
        "[{\"$date\": 1731880381293}]",
        "[[\"2024-11-17T21:53:01.293Z\"]]"
      })
  void everyFormOfTheTimeIsTheSameTime(String json) {
    assertThat(Documents.record(Documents.created(json)).eventTime()).isEqualTo(Documents.TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"yesterday\"",
        "\"  \"",
        "true",
        "[1731880381293, 1731880381293]",
        "{}",
        "{\"date\": 1731880381293}",
        "{\"$date\": true}",
        "1731880381293.5",
        "\"1731880381293.5\"",
        "\"2024-11-17T21:53:01\"",
        "\"2024-11-17\"",
        "\"2024-11-17 21:53:01 Europe\"",
        "\"2024-02-30T00:00:00Z\"",
        "\"17/11/2024\"",
        "\"\u0661\u0667\u0663\u0661\u0668\u0668\u0660\u0663\u0668\u0661\u0662\u0669\u0663\""
      })
  void aTimeInAnyOtherFormIsInvalidAndTheDetailNamesTheField(String json) {
    Rejection rejection = Documents.rejection(Documents.created(json));

    assertThat(rejection.reason()).isEqualTo(Reason.CREATED_DATE_TIME_INVALID);
    assertThat(rejection.id()).contains("a");
    assertThat(rejection.detail())
        .startsWith("_source.createdDateTime")
        .contains(" held ")
        .contains("expected epoch milliseconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_id\": \"a\", \"_source\": {}}",
        "{\"_id\": \"a\"}",
        "{\"_id\": \"a\", \"_source\": null}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": null}}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": {\"$date\": null}}}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": \"\"}}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": []}}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": [null]}}",
        "{\"_id\": \"a\", \"_source\": []}",
        "{\"_id\": \"a\", \"createdDateTime\": 1731880381293, \"_source\": {}}",
        "{\"_id\": \"a\", \"_source\": {\"device\": {\"createdDateTime\": 1731880381293}}}",
        "{\"_id\": \"a\", \"_source\": {\"_source\": {\"createdDateTime\": 1731880381293}}}"
      })
  void aTimeThatIsNullOrStandsElsewhereIsMissing(String document) {
    assertThat(Documents.rejection(document).reason()).isEqualTo(Reason.CREATED_DATE_TIME_MISSING);
  }

  @ParameterizedTest
  @CsvSource({
    "946684799999, CREATED_DATE_TIME_OUT_OF_RANGE",
    "946684800000, ",
    "1767312000000, ",
    "1767312000001, CREATED_DATE_TIME_OUT_OF_RANGE",
    "1731880381, CREATED_DATE_TIME_OUT_OF_RANGE",
    "-1, CREATED_DATE_TIME_OUT_OF_RANGE",
    "99999999999999, CREATED_DATE_TIME_OUT_OF_RANGE",
    "99999999999999999999999999, CREATED_DATE_TIME_OUT_OF_RANGE",
    "1e400, CREATED_DATE_TIME_OUT_OF_RANGE",
    "-1e400, CREATED_DATE_TIME_OUT_OF_RANGE",
    "100e2147483647, CREATED_DATE_TIME_OUT_OF_RANGE",
    "1e99999999999999999999, CREATED_DATE_TIME_OUT_OF_RANGE",
    "1e-2147483648, CREATED_DATE_TIME_INVALID"
  })
  void aTimeLiesFrom2000ToADayAfterArrival(String millis, Reason reason) {
    ParsedDocument parsed = Documents.parse(Documents.created(millis));

    assertThat(parsed instanceof Rejection rejection ? rejection.reason() : null).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": true, \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": {}, \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": [\"a\", \"b\"], \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": \"\\ud800\", \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": null, \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_id\": \"\", \"_source\": {\"createdDateTime\": 1731880381293}}",
        "{\"_source\": {\"_id\": \"a\", \"createdDateTime\": 1731880381293}}"
      })
  void aDocumentWithoutAnIdOfItsOwnIsRejected(String document) {
    Rejection rejection = Documents.rejection(document);

    assertThat(rejection.reason()).isEqualTo(Reason.ID_MISSING);
    assertThat(rejection.id()).isEmpty();
    assertThat(rejection.detail()).startsWith("_id held ");
  }

  @Test
  void theIdIsMissedBeforeTheTime() {
    assertThat(Documents.rejection("{\"_source\": {}}").reason()).isEqualTo(Reason.ID_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "not json",
        "null",
        "7",
        "\"text\"",
        "[]",
        "{",
        "{\"_id\": \"a\",}",
        "{'_id': 'a'}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 01}}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293}} x",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293}}{}",
        "{\"_id\": \"a\", \"_source\": {\"createdDateTime\": NaN}}",
        "\uFEFF{\"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293}}"
      })
  void whatIsNotOneJsonObjectIsMalformed(String document) {
    assertThat(Documents.rejection(document).reason()).isEqualTo(Reason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FF", "C080", "EDA080", "F4908080", "E282", "80"})
  void invalidUtf8IsMalformedWhereverItStands(String hexadecimal) {
    byte[] bad = HexFormat.of().parseHex(hexadecimal);
    byte[] before = "{\"skipped\": \"".getBytes(StandardCharsets.UTF_8);
    byte[] after =
        "\", \"_id\": \"a\", \"_source\": {\"createdDateTime\": 1731880381293}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] document = new byte[before.length + bad.length + after.length];
    System.arraycopy(before, 0, document, 0, before.length);
    System.arraycopy(bad, 0, document, before.length, bad.length);
    System.arraycopy(after, 0, document, before.length + bad.length, after.length);

    assertThat(Documents.parse(document))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(Reason.MALFORMED_JSON));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "-7", "7.5", "7e5", "-1.5E9999999999999999999", "[7.5", "[7"})
  void aDocumentThatIsCutInAWantedNumberIsMalformed(String number) {
    for (String document :
        new String[] {
          "{\"_id\": " + number, "{\"_id\": \"a\", \"_source\": {\"zipCode\": " + number
        }) {
      assertThat(Documents.rejection(document).reason()).isEqualTo(Reason.MALFORMED_JSON);
    }
  }

  @Test
  void nestingWithoutEndIsMalformedAndNoError() {
    String document = "{\"_id\": \"a\", \"x\": " + "[".repeat(500_000) + "]".repeat(500_000) + "}";

    assertThat(Documents.rejection(document).reason()).isEqualTo(Reason.MALFORMED_JSON);
  }

  @Test
  void anEscapedNameIsTheSameName() {
    String escaped =
        Documents.created("1731880381293").replace("createdDateTime", "created\\u0044ateTime");

    assertThat(Documents.record(escaped).eventTime()).isEqualTo(Documents.TIME);
  }

  @Test
  void ofDuplicateNamesTheLastCounts() {
    DocumentRecord record =
        Documents.record(
            """
            {"_id": "first", "_id": "last",
             "_source": {"createdDateTime": 1, "createdDateTime": 1731880381293,
                         "zipCode": "10001", "zipCode": "94105"}}
            """);

    requireRecord(record, "last", Documents.TIME, "94105");
  }

  @Test
  void ofDuplicateSourcesTheLastCountsWithAllThatIsInIt() {
    String document =
        """
        {"_id": "a", "_source": {"createdDateTime": 1731880381293, "zipCode": "10001"},
         "_source": {"createdDateTime": 1731880381294}}
        """;

    requireRecord(Documents.record(document), "a", Documents.TIME.plusMillis(1), null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"94105\"; 94105",
        "\" 94105 \"; 94105",
        "\"94105-1234\"; 94105",
        "2134; 02134",
        "0; 00000",
        "99999; 99999",
        "1e400; ",
        "100e2147483647; ",
        "1e-2147483648; ",
        "1e99999999999999999999; ",
        "\"1099\"; 01099",
        "1099; 01099",
        "\"1099.0\"; 01099",
        "1099.0; 01099",
        "1.099e3; 01099",
        "\"01099.00\"; 01099",
        "\"501\"; 00501",
        "\"010991234\"; 01099",
        "941051234; 94105",
        "941051234.0; 94105",
        "\"01099-1234\"; 01099",
        "\"1099-1234\"; 01099",
        "\"01099-\"; 01099",
        "\"01099 1234\"; 01099",
        "\"01099\u20131234\"; 01099",
        "\"\u00a0 01099\u00a0\u2009\u0085\"; 01099",
        "\" 01099\\u00a0\"; 01099",
        "\"110001\"; 110001",
        "110001; 110001",
        "\"10991234\"; 10991234",
        "10991234; 10991234",
        "\"01099-12\"; 01099-12",
        "\"01099-1234-1\"; 01099-1234-1",
        "\"1000-205\"; 1000-205",
        "\"100-0001\"; 100-0001",
        "\"501-\"; 501-",
        "\"SW1A 1AA\"; SW1A 1AA",
        "\"1.099e3\"; 1.099e3",
        "\"\u0661\u0660\u0669\u0669\"; \u0661\u0660\u0669\u0669",
        "-1; ",
        "94105.5; ",
        "true; ",
        "null; ",
        "\"\"; ",
        "\"  \"; ",
        "[\"94105\"]; 94105",
        "[\"94105\", \"94105\"]; ",
        "{\"$numberLong\": \"94105\"}; 94105",
        "{\"code\": \"94105\"}; "
      })
  void aZipCodeIsATextOrANumberElseNone(String json, String expected) {
    assertThat(Documents.zipKey(Documents.record(Documents.zipCode(json))).key())
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"94105\"; false",
        "94105; false",
        "null; false",
        "\" \\u00a0\"; false",
        "-1; true",
        "94105.5; true",
        "100e2147483647; true",
        "99999999999999999999; true",
        "true; true",
        "[1, 2]; true",
        "{}; true",
        "\"\\ud800\"; true",
        "\"0123456789012345678901234567890123\"; true"
      })
  void whatIsHeldInsteadOfAZipCodeIsTold(String json, boolean invalid) {
    assertThat(Documents.zipKey(Documents.record(Documents.zipCode(json))).isInvalid())
        .isEqualTo(invalid);
  }

  @Test
  void ofDuplicateZipCodesTheLastCountsHoweverWrongTheFirst() {
    DocumentRecord right = Documents.record(Documents.zipCode("true, \"zipCode\": 94105"));
    DocumentRecord wrong = Documents.record(Documents.zipCode("94105, \"zipCode\": true"));

    assertThat(Documents.zipKey(right)).isEqualTo(new HeldKey(Optional.of("94105"), false));
    assertThat(Documents.zipKey(wrong)).isEqualTo(new HeldKey(Optional.empty(), true));
  }

  @Test
  void theFieldsStandWhereTheSettingsSay() {
    FeaturePlan plan =
        Documents.plan(
            """
            {"record": {"event_time": "_source.event.start"},
             "lookups": {"zip_codes": {"key": "_source.client.zip", "as": "us_zip_code"}},
             "features": [{"name": "zip_known"}]}
            """);
    String document =
        """
        {"_id": "a", "_source": {"client": {"zip": 2134}, "createdDateTime": 1,
         "event": {"start": "1731880381293"}}}
        """;

    DocumentRecord record =
        Documents.record(plan.parser().parse(Documents.bytes(document), Documents.ARRIVAL));
    assertThat(record.eventTime()).isEqualTo(Documents.TIME);
    assertThat(plan.versions().getFirst().keys(record))
        .containsExactly(new HeldKey(Optional.of("02134"), false));
  }

  @Test
  void howFarAheadATimeMayBeIsASetting() {
    List<ModelDefinition> versions = List.of(Documents.PLAN.versions().getFirst().definition());
    DocumentParser parser = FeaturePlan.of(versions, Duration.ofDays(10)).parser();
    byte[] document =
        Documents.created("\"2026-01-10T00:00:00Z\"").getBytes(StandardCharsets.UTF_8);

    assertThat(parser.parse(document, Documents.ARRIVAL)).isInstanceOf(DocumentRecord.class);
    assertThat(parser.parse(document, Instant.parse("2025-12-30T00:00:00Z")))
        .isInstanceOf(Rejection.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeaturePlan.of(versions, Duration.ofDays(-1)))
        .withMessageContaining("maximumAheadOfArrival held PT-24H");
  }

  @Test
  void aDetailShowsAtMostAHundredCharactersAndNoControlCharacters() {
    String detail =
        Documents.rejection(Documents.created("\"\\n" + "x".repeat(10_000) + "\"")).detail();

    assertThat(detail).hasSizeLessThan(400).doesNotContain("\n").contains("xxx");
  }

  @Test
  void aPartOfABufferIsReadAlone() {
    byte[] document = Documents.created("1731880381293").getBytes(StandardCharsets.UTF_8);
    byte[] buffer = new byte[document.length + 20];
    Arrays.fill(buffer, (byte) '{');
    System.arraycopy(document, 0, buffer, 10, document.length);

    DocumentParser parser = Documents.PLAN.parser();
    assertThat(parser.parse(buffer, 10, document.length, Documents.ARRIVAL))
        .isInstanceOf(DocumentRecord.class);
  }

  @Test
  void aPositionIsOneInItsOwnDocumentWhateverWasReadBefore() {
    DocumentParser parser = Documents.PLAN.parser();
    byte[] malformed = "{\"_id\": ?}".getBytes(StandardCharsets.UTF_8);
    ParsedDocument fresh = parser.parse(malformed, Documents.ARRIVAL);

    for (int blanks : new int[] {0, 10, 7_990, 50_000}) {
      // The escape is the JSON parser's affair, which is the one that is kept.
      String valid =
          Documents.created("1731880381293").replace("_id", "\\u005fid") + " ".repeat(blanks);
      assertThat(parser.parse(valid.getBytes(StandardCharsets.UTF_8), Documents.ARRIVAL))
          .isInstanceOf(DocumentRecord.class);
      assertThat(parser.parse(malformed, Documents.ARRIVAL))
          .as("%d blanks", blanks)
          .isEqualTo(fresh);
    }
  }

  @Test
  void aLargeDocumentIsReadLikeASmallOne() {
    String pages = "{\"url\": \"/p\", \"text\": \"é\\\"\\\\ \"},".repeat(30_000);
    String document =
        """
        {"pages": [%s{}], "_id": "a", "_source": {"createdDateTime": 1731880381293}}
        """
            .formatted(pages);

    assertThat(Documents.record(document).eventTime()).isEqualTo(Documents.TIME);
  }
}
