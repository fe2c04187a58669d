package dev.millrace.ingestion.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whether a sequence of pages that comes back is found, and one that does not is left alone. */
class CycleGuardTest {
  @Property(tries = 300)
  void aSequenceThatComesBackIsFound(
      @ForAll @IntRange(max = 200) int before, @ForAll @IntRange(min = 1, max = 200) int cycle) {
    Optional<CycleGuard> guard = Optional.of(CycleGuard.NEW);
    int most = 4 * (before + cycle) + 4;
    int asked = 0;
    while (guard.isPresent() && asked <= most) {
      int value = asked < before ? asked : before + (asked - before) % cycle;
      guard = guard.get().after("page " + value);
      asked++;
    }
    assertThat(guard).as("after %d values", asked).isEmpty();
    assertThat(asked).isGreaterThan(cycle);
  }

  @Property(tries = 20)
  void aSequenceOfDifferentValuesIsNone(@ForAll @IntRange(min = 1, max = 5_000) int length) {
    CycleGuard guard = CycleGuard.NEW;
    for (int i = 0; i < length; i++) {
      guard = guard.after("page " + i).orElseThrow();
    }
  }
}
