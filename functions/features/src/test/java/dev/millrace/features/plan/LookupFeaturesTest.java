package dev.millrace.features.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupFeaturesTest {
  private static final FeaturePlan PLAN =
      PlanDocuments.plan(
          PlanDocuments.model(
              """
              [{"name": "people", "lookup": "cities", "attribute": "people", "default": -1},
               {"name": "country", "lookup": "cities", "attribute": "country", "default": "none"},
               {"name": "area", "lookup": "cities", "attribute": "area", "default": null},
               {"name": "known", "lookup": "cities", "as": "found"}]
              """,
              "{\"cities\": {\"table\": \"places\", \"key\": \"city\"}}"));
  private static final ModelFeatures FEATURES = PLAN.versions().getFirst();
  private static final LookupKey BERLIN = new LookupKey("places", "Berlin");

  private static FeatureVector vector(String city, Map<LookupKey, Optional<LookupRow>> rows) {
    DocumentRecord record = PlanDocuments.record(PLAN, "\"city\": " + city);
    return PlanDocuments.vector(PlanDocuments.compute(FEATURES, record, rows));
  }

  private static Map<LookupKey, Optional<LookupRow>> berlin(
      Map<String, Double> numbers, Map<String, String> texts) {
    return Map.of(BERLIN, Optional.of(new LookupRow(numbers, texts)));
  }

  @Test
  void theRowsAttributesAreTheFeatures() {
    FeatureVector vector =
        vector("\"Berlin\"", berlin(Map.of("people", 3.7e6, "area", 0.0), Map.of("country", "de")));

    assertThat(vector).hasToString("{people=3700000.0, country=de, area=0.0, known=1.0}");
    assertThat(vector.hasDefaultForInvalid()).isFalse();
  }

  @Test
  void withoutARowOrAttributeThereAreDefaults() {
    String defaults = "{people=-1.0, country=none, area=null, known=%s}";

    assertThat(vector("\"Berlin\"", Map.of())).hasToString(defaults.formatted("0.0"));
    assertThat(vector("\"Berlin\"", Map.of(BERLIN, Optional.empty())))
        .hasToString(defaults.formatted("0.0"));
    assertThat(vector("null", Map.of())).hasToString(defaults.formatted("0.0"));
    assertThat(vector("\"Berlin\"", berlin(Map.of(), Map.of())))
        .hasToString(defaults.formatted("1.0"));
  }

  @Test
  void anAttributeOfTheWrongTypeIsAnInvalidOne() {
    FeatureVector vector =
        vector(
            "\"Berlin\"", berlin(Map.of("country", 49.0, "area", 1e200), Map.of("people", "many")));

    assertThat(vector).hasToString("{people=-1.0, country=none, area=null, known=1.0}");
    assertThat(List.of(0, 1, 2, 3))
        .map(vector::isDefaultForInvalid)
        .containsExactly(true, true, true, false);
  }

  @Test
  void anAttributesTextHasAtMost1024Bytes() {
    FeatureVector vector =
        vector("\"Berlin\"", berlin(Map.of(), Map.of("country", "é".repeat(513))));

    assertThat(vector.text(1)).isEqualTo("none");
    assertThat(vector.isDefaultForInvalid(1)).isTrue();
  }

  @Test
  void anInvalidKeyGivesDefaultsThatAreCounted() {
    FeatureVector vector = vector("true", Map.of());

    assertThat(vector).hasToString("{people=-1.0, country=none, area=null, known=0.0}");
    assertThat(List.of(0, 1, 2, 3))
        .map(vector::isDefaultForInvalid)
        .containsExactly(true, true, true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"Berlin\"; Berlin; false",
        "\" Berlin\"; ' Berlin'; false",
        "\"a#b\"; a#b; false",
        "7.0; 7; false",
        "1e3; 1000; false",
        "[\"Berlin\"]; Berlin; false",
        "null; ; false",
        "\"\"; ; false",
        "[]; ; false",
        "true; ; true",
        "{}; ; true",
        "[1, 2]; ; true",
        "\"\\ud800\"; ; true"
      })
  void aKeyIsATextOrTheTextOfANumber(String json, String key, boolean invalid) {
    DocumentRecord record = PlanDocuments.record(PLAN, "\"city\": " + json);

    assertThat(FEATURES.keys(record))
        .containsExactly(new HeldKey(Optional.ofNullable(key), invalid));
    assertThat(FEATURES.lookupKeys(FEATURES.keys(record)))
        .isEqualTo(key == null ? List.of() : List.of(new LookupKey("places", key)));
  }

  @Test
  void aKeyHasAtMost1024Bytes() {
    DocumentRecord record = PlanDocuments.record(PLAN, "\"city\": \"" + "é".repeat(513) + "\"");

    assertThat(FEATURES.keys(record)).containsExactly(new HeldKey(Optional.empty(), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "null; FEATURE_MISSING; city held null, expected a key of the look-up cities",
        "true; FEATURE_INVALID; city held true, expected a key of the look-up cities",
        "\"Bonn\"; FEATURE_MISSING; look-up table cities has no row for \"Bonn\" (city), expected one",
        "\"Berlin\"; FEATURE_MISSING; the row \"Berlin\" of look-up table cities has no number in people, expected one",
        "\"Ulm\"; FEATURE_INVALID; the row \"Ulm\" of look-up table cities has no number in people, expected one"
      })
  void withoutADefaultTheRecordIsRefusedWithTheReason(String city, Reason reason, String says) {
    FeaturePlan plan =
        PlanDocuments.plan(
            PlanDocuments.model(
                "[{\"name\": \"p\", \"lookup\": \"cities\", \"attribute\": \"people\"}]",
                "{\"cities\": {\"key\": \"city\"}}"));
    Map<LookupKey, Optional<LookupRow>> rows =
        Map.of(
            new LookupKey("cities", "Berlin"),
            Optional.of(new LookupRow(Map.of(), Map.of())),
            new LookupKey("cities", "Ulm"),
            Optional.of(new LookupRow(Map.of(), Map.of("people", "few"))));

    FeatureOutcome.Refused refused =
        PlanDocuments.refused(
            PlanDocuments.compute(
                plan.versions().getFirst(), PlanDocuments.record(plan, "\"city\": " + city), rows));
    assertThat(refused)
        .isEqualTo(new FeatureOutcome.Refused(reason, "feature p has no default, and " + says));
  }

  @Test
  void thePlanTellsWhichAttributesAreTaken() {
    assertThat(PLAN.lookupAttributes())
        .isEqualTo(Map.of("places", Set.of("people", "country", "area")));
  }
}
