package dev.millrace.training.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.definition.ModelDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTimeFeaturesTest {
  /** An hour behind the last change of Berlin's clocks in 2024. */
  private static final Instant TIME = Instant.parse("2024-10-27T02:00:00Z");

  private static EventTimeFeatures of(String features) {
    return EventTimeFeatures.of(
        ModelDefinition.parse(
            "{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": [%s]}"
                .formatted(features)
                .getBytes(StandardCharsets.UTF_8)));
  }

  private static ServedVector served(String feature, Object value) {
    Map<String, Object> features = new HashMap<>();
    features.put(feature, value);
    return new ServedVector("record", "id", TIME, Optional.empty(), false, "stream", features);
  }

  @Test
  void aFeatureOfTheRecordsTimeIsComparedInItsZone() {
    EventTimeFeatures hour =
        of(
            "{\"name\": \"h\", \"from\": \"event_time\", \"as\": \"hour_of_day\", \"zone\": \"Europe/Berlin\"}");

    assertThat(hour.differ(served("h", 3.0))).isFalse();
    assertThat(hour.differ(served("h", 4.0))).as("as before the clocks changed").isTrue();
    assertThat(hour.differ(served("h", null))).as("none was served").isTrue();
    assertThat(hour.differ(served("h", "3"))).as("a text was served").isTrue();
    assertThat(hour.differ(served("another", 4.0))).as("of a version without it").isFalse();
  }

  @Test
  void aFeatureOfTheDocumentOrOfALookUpIsNot() {
    EventTimeFeatures others =
        of(
            "{\"name\": \"n\", \"from\": \"x\", \"as\": \"number\", \"default\": 0}, {\"name\": \"zip_known\"}");

    assertThat(others.differ(served("n", 7.0))).isFalse();
    assertThat(others.differ(served("zip_known", 1.0))).isFalse();
  }
}
