package dev.millrace.features.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.kind.FeatureType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturePlanTest {
  private static final ModelDefinition NUMBERS =
      PlanDocuments.model(
          """
          [{"name": "n", "from": "a", "as": "number", "default": -1},
           {"name": "c", "from": "a.b", "as": "category", "default": null}]
          """,
          "{}");
  private static final ModelDefinition INSIDE =
      PlanDocuments.model(
          """
          [{"name": "deep", "from": "a.b.c", "as": "number", "default": 0},
           {"name": "n", "from": "a", "as": "count", "default": 0},
           {"name": "date", "from": "a.$date", "as": "number", "default": 0}]
          """,
          "{}");

  private static FeatureVector vector(ModelFeatures features, DocumentRecord record) {
    return PlanDocuments.vector(PlanDocuments.compute(features, record, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a\": 7",
        "\"a\": {\"$numberLong\": \"7\"}",
        "\"a\": {\"$date\": 7}",
        "\"a\": {\"b\": \"x\"}",
        "\"a\": {\"b\": {\"c\": 1}}",
        "\"a\": [{\"b\": [{\"c\": 1}]}]",
        "\"a\": [1, 2]",
        "\"a.b\": \"x\", \"a\": {\"b.c\": 1}",
        "\"a.b.c\": 1, \"a\": 7"
      })
  void whatAVersionGivesDoesNotDependOnTheOthers(String members) {
    FeaturePlan both = PlanDocuments.plan(NUMBERS, INSIDE);
    DocumentRecord record = PlanDocuments.record(both, members);

    for (ModelFeatures features : both.versions()) {
      FeaturePlan alone = PlanDocuments.plan(features.definition());
      assertThat(vector(features, record))
          .as(members)
          .isEqualTo(vector(alone.versions().getFirst(), PlanDocuments.record(alone, members)));
    }
  }

  @Test
  void valuesAreNumbersAndTextsAndAMissingOneIsNull() {
    FeaturePlan plan = PlanDocuments.plan(NUMBERS);
    ModelFeatures features = plan.versions().getFirst();

    FeatureVector present = vector(features, PlanDocuments.record(plan, "\"a\": {\"b\": \"x\"}"));
    FeatureVector missing = vector(features, PlanDocuments.record(plan, ""));

    assertThat(present.value("c")).isEqualTo("x");
    assertThat(present.isDefaultForInvalid(0)).isTrue();
    assertThat(missing.value("n")).isEqualTo(-1.0);
    assertThat(missing.value("c")).isNull();
    assertThat(missing.text(1)).isEmpty();
    assertThat(missing.number(1)).isNaN();
    assertThat(missing.isMissing(1)).isTrue();
    assertThat(missing.hasDefaultForInvalid()).isFalse();
    assertThat(missing.type(1)).isEqualTo(FeatureType.CATEGORY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> missing.text(0))
        .withMessage("feature n is a number, expected a text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> missing.value("z"))
        .withMessage("feature z is unknown, expected one of [n, c]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"\"; null; -1.0",
        "\"default\": 5; null; 5.0",
        "\"default\": 5; \"x\"; 5.0",
        "\"default\": null; \"x\"; null",
        "\"default\": -0; null; 0.0"
      })
  void aDefaultStandsInForWhatIsMissingOrWrong(String member, String json, String expected) {
    String given = member.equals("\"\"") ? "\"default\": -1" : member;
    FeatureVector vector =
        PlanDocuments.vector(
            PlanDocuments.one("\"from\": \"f\", \"as\": \"number\", " + given, json));

    assertThat(String.valueOf(vector.value(0))).isEqualTo(expected);
    assertThat(vector.isDefaultForInvalid(0)).isEqualTo(json.contains("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "number; ; FEATURE_MISSING; f held nothing, expected a number, or a string that holds one, between -1e126 and 1e126",
        "number; []; FEATURE_MISSING; f held an empty array, expected a number, or a string that holds one, between -1e126 and 1e126",
        "number; \"many\"; FEATURE_INVALID; f held \"many\", expected a number, or a string that holds one, between -1e126 and 1e126",
        "number; [1, 2]; FEATURE_INVALID; f held an array of 2, expected a number, or a string that holds one, between -1e126 and 1e126",
        "log1p; -1; FEATURE_INVALID; f held -1, expected a number greater than -1",
        "boolean; \"yes\"; FEATURE_INVALID; f held \"yes\", expected true or false",
        "category; {}; FEATURE_INVALID; f held an object, expected a text of at most 1024 bytes, a number, true or false",
        "count; null; FEATURE_MISSING; f held null, expected an array",
        "length; true; FEATURE_INVALID; f held true, expected a text",
        "month; \"\"; FEATURE_MISSING; f held \"\", expected epoch milliseconds (a whole number or a string of digits), an ISO-8601 date and time with a zone or offset, or {\"$date\": either}",
        "minutes_before_event; \"now\\n\"; FEATURE_INVALID; f held \"now\\u000a\", expected epoch milliseconds (a whole number or a string of digits), an ISO-8601 date and time with a zone or offset, or {\"$date\": either}"
      })
  void aRefusalNamesFeaturePathWhatItHeldAndWhatWasExpected(
      String kind, String json, Reason reason, String says) {
    assertThat(
            PlanDocuments.refused(
                PlanDocuments.one(
                    "\"from\": \"f\", \"as\": \"%s\"".formatted(kind), json == null ? "" : json)))
        .isEqualTo(new FeatureOutcome.Refused(reason, "feature x has no default, and " + says));
  }

  @Test
  void aPathThroughAnArrayOfSeveralIsInvalid() {
    assertThat(
            PlanDocuments.refused(
                    PlanDocuments.one(
                        "\"from\": \"f.g\", \"as\": \"length\"", "[{\"g\": \"a\"}, {}]"))
                .detail())
        .isEqualTo(
            "feature x has no default, and f.g held an array of several on the way, expected a text");
  }

  @Test
  void versionsReadIdsAndTimesInOneWay() {
    ModelDefinition other =
        ModelDefinition.parse(
            """
            {"name": "m", "version": "2.0.0", "features": [{"name": "hour_of_day"}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlanDocuments.plan(NUMBERS, other))
        .withMessage(
            "record of version 2.0.0 differs from that of version 1.0.0, expected the same in both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeaturePlan.of(List.of(), Duration.ZERO))
        .withMessage("versions held none, expected one at least");
  }
}
