package dev.millrace.ingestion.quality.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueHasherTest {
  private final ValueHasher hasher = new ValueHasher();

  @Test
  void valuesThatDifferHaveDifferentHashes() {
    List<List<?>> keys =
        List.of(
            Arrays.asList((Object) null),
            Arrays.asList(null, null),
            List.of(),
            List.of(""),
            List.of("", ""),
            List.of("a", "bc"),
            List.of("ab", "c"),
            List.of("\ud800"),
            List.of("?"),
            List.of(true),
            List.of(false),
            List.of(1L),
            List.of("1"),
            List.of(1.5),
            List.of(new BigDecimal("1E-400")),
            List.of(new BigDecimal("1E-401")),
            List.of(Instant.EPOCH),
            List.of(Instant.ofEpochSecond(0, 1)),
            List.of(LocalDate.EPOCH),
            List.of(List.of()),
            List.of(List.of("a"), "b"),
            List.of(List.of("a", "b")),
            List.of(Map.of("a", 1L)),
            List.of(Map.of("a", "1")),
            List.of(Double.NaN));

    assertThat(keys.stream().map(hasher::key)).doesNotHaveDuplicates();
  }

  @Test
  void theNotationOfANumberIsNotItsValue() {
    assertThat(
            List.of(List.of(1L), List.of(1.0), List.of(new BigDecimal("1.00"))).stream()
                .map(hasher::key)
                .distinct())
        .hasSize(1);
  }

  @Test
  void theOrderOfMembersIsNotTheContent() {
    Map<String, Object> forwards = new LinkedHashMap<>();
    forwards.put("a", 1L);
    forwards.put("b", 2L);
    Map<String, Object> backwards = new LinkedHashMap<>();
    backwards.put("b", 2L);
    backwards.put("a", 1L);
    List<ValueHash> hashes = new ArrayList<>();
    for (Map<String, Object> members : List.of(forwards, backwards)) {
      Row row = new Row(members);
      row.set("inner", members);
      hashes.add(hasher.content(row));
    }

    assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
  }

  @Test
  void whereARowCameFromIsNotItsContent() {
    Row row = new Row(Map.of("a", 1L));
    Row other = row.copy();
    other.set("_millrace_page", 7L);
    other.set("b", null);

    assertThat(hasher.content(other)).isEqualTo(hasher.content(row));
    other.set("b", false);
    assertThat(hasher.content(other)).isNotEqualTo(hasher.content(row));
  }
}
