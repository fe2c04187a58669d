package dev.millrace.training.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordHashSetTest {
  /** Few different halves, so that hashes meet in their slots and in one half. */
  @Property
  void isASet(@ForAll @Size(max = 200) List<@LongRange(min = -40, max = 40) Long> values) {
    RecordHashSet set = new RecordHashSet(values.size());
    Set<List<Long>> known = new HashSet<>();
    for (long value : values) {
      long high = value / 8;
      long low = (value % 8) << 32;
      assertThat(set.add(high, low)).isEqualTo(known.add(List.of(high, low)));
    }
  }

  @Test
  void holdsAsManyAsItWasMadeFor() {
    for (int size : new int[] {0, 1, 2, 3, 4, 5, 1023, 1024, 1025}) {
      RecordHashSet set = new RecordHashSet(size);
      assertThatCode(
              () -> {
                for (int i = 1; i <= size; i++) {
                  assertThat(set.add(i, i)).isTrue();
                }
                assertThat(size == 0 || !set.add(1, 1)).isTrue();
              })
          .doesNotThrowAnyException();
    }
  }
}
