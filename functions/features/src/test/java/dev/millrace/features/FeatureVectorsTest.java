package dev.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.features.session.Documents;
import dev.millrace.features.session.Session;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FeatureVectorsTest {
  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of("hour_of_day", "income", "day_of_year", "zip_known", "day_of_week"),
          Map.of("income", 64_000.0));
  private static final FeatureVectors VECTORS = new FeatureVectors(SCHEMA);

  @Test
  void theDocumentsOwnFeaturesAreThoseThatNoLookUpChanges() {
    assertThat(SCHEMA.documentFeatures())
        .containsExactly("hour_of_day", "day_of_year", "day_of_week");
  }

  @Test
  void everyHourFrom2000To2099HasTheFeaturesThatJavaTimeGives() {
    ZonedDateTime end = LocalDate.of(2100, 1, 1).atStartOfDay(ZoneOffset.UTC);
    for (ZonedDateTime hour = LocalDate.of(2000, 1, 1).atStartOfDay(ZoneOffset.UTC);
        hour.isBefore(end);
        hour = hour.plusHours(1)) {
      assertCalendar(hour.toInstant());
      assertCalendar(hour.toInstant().plusMillis(3_599_999));
    }
  }

  @Property
  void everyMillisecondHasTheFeaturesThatJavaTimeGives(
      @ForAll @LongRange(min = 946_684_800_000L, max = 4_102_444_799_999L) long millis) {
    assertCalendar(Instant.ofEpochMilli(millis));
  }

  private static void assertCalendar(Instant time) {
    ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
    FeatureVector vector = VECTORS.of(session(time), Optional.empty());
    if (vector.get("day_of_year") != utc.getDayOfYear()
        || vector.get("day_of_week") != utc.getDayOfWeek().getValue() - 1
        || vector.get("hour_of_day") != utc.getHour()) {
      throw new AssertionError(utc + " gave " + vector);
    }
  }

  @Test
  void aVectorStandsInTheModelsOrder() {
    FeatureVector vector =
        VECTORS.of(session(Documents.TIME), Optional.of(Map.of("income", 50_000.0, "other", 1.0)));

    assertThat(vector.toArray()).containsExactly(21, 50_000, 322, 1, 6);
    assertThat(vector.get(1)).isEqualTo(vector.get("income"));
  }

  @Test
  void anUnknownZipCodeGivesTheDefaults() {
    assertThat(VECTORS.of(session(Documents.TIME), Optional.empty()).toArray())
        .containsExactly(21, 64_000, 322, 0, 6);
  }

  @Test
  void anAttributeThatIsMissingOrNoFiniteNumberGivesItsDefault() {
    assertThat(VECTORS.of(session(Documents.TIME), Optional.of(Map.of())).toArray())
        .containsExactly(21, 64_000, 322, 1, 6);
    assertThat(
            VECTORS
                .of(session(Documents.TIME), Optional.of(Map.of("income", Double.NaN)))
                .toArray())
        .containsExactly(21, 64_000, 322, 1, 6);
  }

  @Test
  void aSchemaThatCannotBeFilledIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureSchema.of(List.of("day_of_year", "humidity"), Map.of()))
        .withMessageContaining("feature humidity is unknown");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureSchema.of(List.of("day_of_year", "day_of_year"), Map.of()))
        .withMessageContaining("day_of_year stands twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureSchema.of(List.of("day_of_year"), Map.of("income", 1.0)))
        .withMessageContaining("income");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureSchema.of(List.of("income"), Map.of("income", Double.NaN)))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureSchema.of(List.of("income"), Map.of("income", -1e126)))
        .withMessage("default of income held -1.0E126, expected a number between -1e126 and 1e126");
  }

  private static Session session(Instant time) {
    return new Session("a", time, Optional.empty());
  }
}
