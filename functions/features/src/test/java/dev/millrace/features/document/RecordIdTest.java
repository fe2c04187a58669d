package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdTest {
  private static final String TIME = "\"at\": 1731880381293";
  private static final DocumentParser BY_ID =
      Documents.parser("{\"id\": \"id\", \"event_time\": \"at\"}");
  private static final DocumentParser BY_HASH =
      Documents.parser("{\"id\": {\"hash\": true}, \"event_time\": \"at\"}");
  private static final DocumentParser COMPOSED =
      Documents.parser("{\"id\": {\"paths\": [\"shop.name\", \"order\"]}, \"event_time\": \"at\"}");

  private static ParsedDocument parse(DocumentParser parser, String document) {
    return parser.parse(Documents.bytes(document), Documents.ARRIVAL);
  }

  private static String id(String json) {
    return Documents.record(parse(BY_ID, "{\"id\": %s, %s}".formatted(json, TIME))).id();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a\"; a",
        "\" a \"; ' a '",
        "\"007\"; 007",
        "\"a/b#c|d\"; a/b#c|d",
        "\"é-東-😀\"; é-東-😀",
        "\"\\u00e9\"; é",
        "\"\\ud83d\\ude00\"; 😀",
        "\"..\"; ..",
        "\"null\"; null",
        "\"' OR 1=1\"; ''' OR 1=1'",
        "\"\\\"\"; '\"'",
        "0; 0",
        "-0; 0",
        "-0.0; 0",
        "7; 7",
        "7.0; 7",
        "70e-1; 7",
        "-7; -7",
        "1000; 1000",
        "1000.0; 1000",
        "1e3; 1000",
        "1.5; 1.5",
        "1.50; 1.5",
        "0.000001; 0.000001",
        "12345678901234567890123456789012345678901; 12345678901234567890123456789012345678901",
        "1e40; 1E+40",
        "10000000000000000000000000000000000000000; 1E+40",
        "1e400; 1E+400",
        "{\"$oid\": \"64f0c0ffee\"}; 64f0c0ffee",
        "{\"$numberLong\": \"7\"}; 7",
        "[\"a\"]; a",
        "[[7]]; 7"
      })
  void anIdIsATextOrTheTextOfANumbersValue(String json, String expected) {
    assertThat(id(json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e39", "100000000000000000000000000000000000000.0", "1E+38"})
  void aNumberIsWrittenInOneWayHoweverItStands(String json) {
    assertThat(id(json)).matches("10{38,39}");
  }

  @Test
  void anIdHasAtMost2048Bytes() {
    assertThat(id("\"" + "é".repeat(1_024) + "\"")).hasSize(1_024);
    Rejection rejection =
        Documents.rejection(
            parse(BY_ID, "{\"id\": \"%s\", %s}".formatted("é".repeat(1_024) + "x", TIME)));
    assertThat(rejection.reason()).isEqualTo(Reason.ID_MISSING);
    assertThat(rejection.detail())
        .startsWith("id held \"ééé")
        .endsWith("...\", expected a text of 1 to 2048 bytes, or a number")
        .hasSizeLessThan(250);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "null; null",
        "\"\"; \"\"",
        "true; true",
        "{}; an object",
        "[]; an empty array",
        "[1, 2]; an array of 2",
        "{\"$oid\": \"a\", \"b\": 1}; an object",
        "\"\\udc00x\"; \"\\udc00x\""
      })
  void anythingElseIsNoId(String json, String held) {
    Rejection rejection =
        Documents.rejection(parse(BY_ID, "{\"id\": %s, %s}".formatted(json, TIME)));

    assertThat(rejection.reason()).isEqualTo(Reason.ID_MISSING);
    assertThat(rejection.detail())
        .isEqualTo("id held %s, expected a text of 1 to 2048 bytes, or a number".formatted(held));
  }

  @Test
  void aComposedIdIsThePartsWithTheJoinBetween() {
    assertThat(
            Documents.record(
                    parse(COMPOSED, "{\"order\": 7.0, \"shop.name\": \"x\", %s}".formatted(TIME)))
                .id())
        .isEqualTo("x|7");
    assertThat(
            Documents.rejection(
                    parse(COMPOSED, "{\"order\": null, \"shop\": {\"name\": \"x\"}, " + TIME + "}"))
                .detail())
        .isEqualTo("order held null, expected a text of 1 to 2048 bytes, or a number");
  }

  @Test
  void aHashIsThatOfTheDocumentWithoutTheWhiteSpaceAroundIt() throws NoSuchAlgorithmException {
    String document = "{\"a\": \"é\", " + TIME + "}";
    String expected =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Documents.bytes(document)));

    assertThat(Documents.record(parse(BY_HASH, document)).id()).isEqualTo(expected);
    assertThat(Documents.record(parse(BY_HASH, " \n" + document + "\r\n")).id())
        .isEqualTo(expected);
    assertThat(Documents.record(parse(BY_HASH, document.replace("é", "e"))).id())
        .isNotEqualTo(expected);
  }

  @Test
  void whatIsMalformedHasNoHash() {
    assertThat(Documents.rejection(parse(BY_HASH, "{" + TIME)))
        .extracting(Rejection::reason, rejection -> rejection.id().isPresent())
        .containsExactly(Reason.MALFORMED_JSON, false);
  }

  @Test
  void theTimeOfArrivalIsARecordsTimeWhereItSaysSo() {
    DocumentParser parser = Documents.parser("{\"id\": \"id\", \"event_time\": \"arrival\"}");

    assertThat(Documents.record(parse(parser, "{\"id\": 1, \"arrival\": \"x\"}")).eventTime())
        .isEqualTo(Documents.ARRIVAL);
    assertThat(
            Documents.record(
                    parser.parse(
                        Documents.bytes("{\"id\": 1}"), Documents.ARRIVAL.plusNanos(1_999_999)))
                .eventTime())
        .isEqualTo(Documents.ARRIVAL.plusMillis(1));
  }
}
