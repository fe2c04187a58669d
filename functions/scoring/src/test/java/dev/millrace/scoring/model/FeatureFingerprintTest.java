package dev.millrace.scoring.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureFingerprintTest {
  private static final List<String> DEMO =
      List.of(
          "day_of_year",
          "day_of_week",
          "hour_of_day",
          "zip_known",
          "median_income",
          "population_density");

  @Test
  void itIsTheModelServersOwn() {
    // The same constant is in the model server's test.
    assertThat(FeatureFingerprint.of(DEMO)).isEqualTo("eeb7394853fbac5e");
  }

  @Test
  void anotherOrderIsAnotherFingerprint() {
    assertThat(FeatureFingerprint.of(DEMO.reversed())).isNotEqualTo(FeatureFingerprint.of(DEMO));
  }
}
