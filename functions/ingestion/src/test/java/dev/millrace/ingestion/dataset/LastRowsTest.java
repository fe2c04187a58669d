package dev.millrace.ingestion.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LastRowsTest {
  @Property
  void theLastRowOfEachKeyStays(
      @ForAll @Size(max = 200) List<@IntRange(min = -20, max = 20) Integer> keys) {
    LastRows rows = new LastRows();
    Map<Integer, Integer> expected = new HashMap<>();
    for (int row = 0; row < keys.size(); row++) {
      rows.put(keys.get(row), -keys.get(row), row);
      expected.put(keys.get(row), row);
    }
    BitSet last = new BitSet();
    expected.values().forEach(last::set);

    assertThat(rows.last()).isEqualTo(last);
  }

  @Test
  void keysBeyondItsFirstSizeStayApart() {
    LastRows rows = new LastRows();
    for (int row = 0; row < 10_000; row++) {
      // Seven places to begin at, for 4,000 keys.
      rows.put(row % 4_000, row % 4_000 % 7, row);
    }

    BitSet expected = new BitSet();
    expected.set(6_000, 10_000);
    assertThat(rows.last()).isEqualTo(expected);
  }
}
