package dev.millrace.ingestion.quality.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyHashesTest {
  @Property
  void isASetOfKeys(
      @ForAll @Size(max = 400) List<@IntRange(max = 500) Integer> added,
      @ForAll @IntRange(max = 500) int asked) {
    KeyHashes keys = new KeyHashes(500);
    Set<Integer> known = new HashSet<>(added);
    added.forEach(key -> keys.add(key(key)));

    assertThat(keys.size()).isEqualTo(known.size());
    assertThat(keys.contains(key(asked))).isEqualTo(known.contains(asked));
  }

  private static List<Object> key(int number) {
    return List.of((long) number, "text " + number % 7);
  }

  @Test
  void holdsAsManyAsItsLimitAndTellsWhenItIsReached() {
    KeyHashes keys = new KeyHashes(1_000);
    for (long i = 0; i < 1_000; i++) {
      keys.add(List.of(i));
      keys.add(List.of(i));
    }
    assertThat(keys.reachedLimit()).isEmpty();

    keys.add(List.of(1_000L));

    assertThat(keys.reachedLimit()).hasValue(1_000);
    assertThat(keys.size()).isEqualTo(1_000);
    for (long i = 0; i < 1_000; i++) {
      assertThat(keys.contains(List.of(i))).isTrue();
    }
  }

  @Test
  void aRowIsFoundByTheValuesOfItsColumns() {
    KeyHashes keys = new KeyHashes(10);
    keys.add(new Row(Map.of("id", 1L, "name", "x")), List.of("name", "id"));

    assertThat(keys.contains(List.of("x", 1.0))).isTrue();
    assertThat(keys.contains(List.of(1L, "x"))).isFalse();
  }

  @Test
  void aKeyWithANullIsNone() {
    KeyHashes keys = new KeyHashes(10);
    keys.add(Arrays.asList("x", null));
    keys.add(new Row(), List.of("id"));

    assertThat(keys.size()).isZero();
  }

  @Test
  void theHashOfTwoZerosIsOneAsWell() {
    HashTable table = new HashTable(0, 10);

    assertThat(table.find(new ValueHash(0, 0))).isEqualTo(HashTable.NONE);
    table.add(new ValueHash(0, 0));
    table.add(new ValueHash(0, 0));
    assertThat(table.find(new ValueHash(0, 0))).isNotEqualTo(HashTable.NONE);
    assertThat(table.size()).isEqualTo(1);
  }

  /** Few different halves, so that hashes meet in their slots and in one half. */
  @Property
  void valuesStayBesideTheirHashes(
      @ForAll @Size(max = 300) List<@IntRange(min = -40, max = 400) Integer> numbers) {
    HashTable table = new HashTable(1, 500);
    Map<ValueHash, Long> known = new HashMap<>();
    for (int number : numbers) {
      ValueHash hash = new ValueHash(number / 8, (long) (number % 8) << 32);
      table.setValue(table.add(hash), number);
      known.put(hash, (long) number);
    }
    known.remove(new ValueHash(0, 0));
    known.remove(new ValueHash(0, 1));

    known.forEach((hash, value) -> assertThat(table.value(table.find(hash))).isEqualTo(value));
  }
}
