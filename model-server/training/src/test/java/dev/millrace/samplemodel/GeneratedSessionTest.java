package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeneratedSessionTest {

  private static final Instant SUNDAY_EVENING = Instant.ofEpochMilli(1731880381293L);

  @Test
  void aSessionOfAKnownAreaHasItsAttributes() {
    var session =
        new GeneratedSession(SUNDAY_EVENING, Optional.of(new ZipCodeArea("94105", 82000, 7170.5)));

    assertThat(TrainingFeatures.of(session)).containsExactly(322, 6, 21, 1, 82000, 7170.5f);
  }

  @Test
  void aSessionOfAnUnknownAreaHasTheDefaults() {
    var session = new GeneratedSession(SUNDAY_EVENING, Optional.empty());

    assertThat(TrainingFeatures.of(session)).containsExactly(322, 6, 21, 0, 64000, 900);
  }

  @Test
  void theLawReadsTheCalendarAsTheFeaturesDo() {
    var session = new GeneratedSession(SUNDAY_EVENING, Optional.empty());

    assertThat(session.dayOfYear()).isEqualTo(322);
    assertThat(session.dayOfWeek()).isEqualTo(6);
    assertThat(session.hourOfDay()).isEqualTo(21);
  }
}
