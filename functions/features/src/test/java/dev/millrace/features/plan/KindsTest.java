package dev.millrace.features.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind makes of what its field holds. */
class KindsTest {

  private static String become(String kind, String json) {
    return switch (PlanDocuments.one("\"from\": \"f\", " + kind, json == null ? "" : json)) {
      case FeatureOutcome.Computed(FeatureVector vector) -> String.valueOf(vector.value(0));
      case FeatureOutcome.Refused refused -> refused.reason().code().replace("feature_", "");
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.5; 1.5",
        "\"1.5\"; 1.5",
        "\" -7 \"; -7.0",
        "-0; 0.0",
        "\"-0\"; 0.0",
        "{\"$numberLong\": \"7\"}; 7.0",
        "{\"$numberDecimal\": \"7.25\"}; 7.25",
        "[3]; 3.0",
        "9.99e125; 9.99E125",
        "; missing",
        "null; missing",
        "\"\"; missing",
        "[]; missing",
        "[null]; missing",
        "1e126; invalid",
        "1e400; invalid",
        "\"1e400\"; invalid",
        "\"NaN\"; invalid",
        "\"Infinity\"; invalid",
        "{\"$numberDouble\": \"NaN\"}; invalid",
        "\" \"; invalid",
        "\"many\"; invalid",
        "\"1,5\"; invalid",
        "\"\\ud800\"; invalid",
        "true; invalid",
        "{}; invalid",
        "[1, 2]; invalid"
      })
  void aNumberIsANumberOrATextThatHoldsOne(String json, String expected) {
    assertThat(become("\"as\": \"number\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "true; 1.0",
        "false; 0.0",
        "1; 1.0",
        "0.0; 0.0",
        "\"1\"; 1.0",
        "\"True\"; 1.0",
        "\"FALSE\"; 0.0",
        "[true]; 1.0",
        "null; missing",
        "\"\"; missing",
        "2; invalid",
        "\"yes\"; invalid",
        "{}; invalid",
        "[true, true]; invalid"
      })
  void aBooleanIsOneOrZero(String json, String expected) {
    assertThat(become("\"as\": \"boolean\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"Köln\"; Köln",
        "\"K\\u00f6ln\"; Köln",
        "\" \"; ' '",
        "7; 7",
        "7.0; 7",
        "700.0; 700",
        "7e2; 700",
        "true; true",
        "false; false",
        "{\"$oid\": \"a1\"}; a1",
        "[\"a\"]; a",
        "null; missing",
        "\"\"; missing",
        "\"\\udc00\"; invalid",
        "{}; invalid",
        "[\"a\", \"b\"]; invalid"
      })
  void aCategoryIsAText(String json, String expected) {
    assertThat(become("\"as\": \"category\"", json)).isEqualTo(expected);
  }

  @Test
  void aCategoryHasAtMost1024Bytes() {
    assertThat(become("\"as\": \"category\"", "\"" + "é".repeat(512) + "\"")).hasSize(512);
    assertThat(become("\"as\": \"category\"", "\"" + "é".repeat(512) + "x\"")).isEqualTo("invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; 0.0",
        "[1]; 1.0",
        "[[1, 2]]; 1.0",
        "[null]; 1.0",
        "[{}, \"]\", [1, 2]]; 3.0",
        "null; missing",
        "; missing",
        "\"\"; missing",
        "1; invalid",
        "{}; invalid",
        "\"[1]\"; invalid"
      })
  void aCountIsThatOfAnArraysElements(String json, String expected) {
    assertThat(become("\"as\": \"count\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"abc\"; 3.0",
        "\"é-東-😀\"; 5.0",
        "\"\\ud83d\\ude00\"; 1.0",
        "\" \"; 1.0",
        "\"\"; missing",
        "7; invalid",
        "[1, 2]; invalid"
      })
  void aLengthIsThatOfATextInCodePoints(String json, String expected) {
    assertThat(become("\"as\": \"length\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"de\"; \"de\"; 1.0",
        "\"de\"; \"DE\"; 0.0",
        "\"de\"; 7; 0.0",
        "\"de\"; null; missing",
        "\"de\"; \"\"; missing",
        "\"de\"; {}; invalid",
        "7; 7; 1.0",
        "7; \"7.0\"; 1.0",
        "7; 8; 0.0",
        "7; true; 0.0",
        "0; -0; 1.0",
        "true; true; 1.0",
        "true; false; 0.0",
        "true; \"true\"; 0.0",
        "false; false; 1.0"
      })
  void equalsComparesWithAValue(String value, String json, String expected) {
    assertThat(become("\"as\": \"equals\", \"value\": " + value, json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-1e9; 0.0",
        "9.99; 0.0",
        "10; 1.0",
        "\"10\"; 1.0",
        "19.99; 1.0",
        "20; 2.0",
        "1e125; 2.0",
        "1e126; invalid",
        "\"NaN\"; invalid",
        "null; missing"
      })
  void aBucketIsHowManyBoundariesAreNotAboveTheNumber(String json, String expected) {
    assertThat(become("\"as\": \"bucket\", \"boundaries\": [10, 20]", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"min\": 0, \"max\": 10; -5; 0.0",
        "\"min\": 0, \"max\": 10; 5; 5.0",
        "\"min\": 0, \"max\": 10; 50; 10.0",
        "\"min\": 0; 50; 50.0",
        "\"max\": 10; -50; -50.0",
        "\"min\": 3, \"max\": 3; \"1\"; 3.0",
        "\"max\": -0; 5; 0.0",
        "\"max\": 10; 1e400; invalid",
        "\"max\": 10; null; missing"
      })
  void aClippedNumberLiesInItsBounds(String bounds, String json, String expected) {
    assertThat(become("\"as\": \"clip\", " + bounds, json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0.0",
        "1e-20; 1.0E-20",
        "\"1\"; 0.6931471805599453",
        "-1; invalid",
        "-2; invalid",
        "1e400; invalid",
        "null; missing"
      })
  void aLogarithmIsThatOfOneMore(String json, String expected) {
    assertThat(become("\"as\": \"log1p\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"2024-11-17T21:51:31.293Z\"; 1.5",
        "1731880381293; 0.0",
        "1731880471293; -1.5",
        "{\"$date\": {\"$numberLong\": \"-60000\"}}; 2.886467402155E7",
        "null; missing",
        "\"\"; missing",
        "\"now\"; invalid",
        "1e400; invalid",
        "-1e400; invalid",
        "1000000000000000001; invalid",
        "[1, 2]; invalid"
      })
  void minutesBeforeTheEventAreAFraction(String json, String expected) {
    assertThat(become("\"as\": \"minutes_before_event\"", json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"epoch_seconds\"; 1731880381; 53.0",
        "\"epoch_nanos\"; 1731880381293000000; 53.0",
        "\"iso_local\", \"zone\": \"Asia/Kathmandu\"; \"2024-11-18 03:38:01\"; 53.0",
        "\"epoch_seconds\"; {\"$date\": 1731880381293}; 53.0",
        "\"iso\"; 1731880381293; invalid"
      })
  void aTimesFormIsDeclared(String form, String json, String expected) {
    assertThat(become("\"as\": \"minute_of_hour\", \"time\": {\"as\": " + form + "}", json))
        .isEqualTo(expected);
  }

  @Test
  void minutesBetweenGoFromOneFieldToAnother() {
    String feature = "\"from\": \"f.a\", \"to\": \"f.b\", \"as\": \"minutes_between\"";

    assertThat(
            PlanDocuments.vector(PlanDocuments.one(feature, "{\"a\": 0, \"b\": 90000}")).number(0))
        .isEqualTo(1.5);
    assertThat(PlanDocuments.refused(PlanDocuments.one(feature, "{\"a\": 0}")).detail())
        .startsWith(
            "feature x has no default, and f.a held 0 and f.b held nothing, expected epoch");
  }

  /** Past every long, a time is no time, and no value of the feature before it. */
  @Test
  void aTimePastEveryDateIsInvalidAndLeavesNoOtherFeaturesValue() {
    for (String json : new String[] {"1e400", "-1e400", "9e18", "-9e18"}) {
      FeatureVector vector =
          PlanDocuments.vector(
              PlanDocuments.compute(
                  TWO.versions().getFirst(),
                  PlanDocuments.record(TWO, "\"f\": " + json),
                  Map.of()));
      assertThat(vector.value("hour")).as(json).isEqualTo(21.0);
      assertThat(vector.value("month")).as(json).isEqualTo(-1.0);
      assertThat(vector.isDefaultForInvalid(1)).isTrue();
    }
  }

  private static final FeaturePlan TWO =
      PlanDocuments.plan(
          PlanDocuments.model(
              """
              [{"name": "hour", "from": "event_time", "as": "hour_of_day"},
               {"name": "month", "from": "f", "as": "month", "default": -1}]
              """,
              "{}"));
}
