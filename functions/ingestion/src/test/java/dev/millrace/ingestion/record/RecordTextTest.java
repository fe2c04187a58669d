package dev.millrace.ingestion.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordTextTest {
  @Provide
  Arbitrary<Map<String, Object>> rows() {
    Arbitrary<Object> plain =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(12).map(text -> (Object) text),
            Arbitraries.longs().map(number -> (Object) number),
            Arbitraries.doubles().map(number -> (Object) number),
            Arbitraries.bigDecimals().map(number -> (Object) number),
            Arbitraries.of(true, false));
    Arbitrary<Object> nested =
        Arbitraries.lazyOf(
            () -> plain,
            () -> plain.list().ofMaxSize(3).map(list -> (Object) list),
            () -> names(plain).map(map -> (Object) map));
    return names(nested);
  }

  private static Arbitrary<Map<String, Object>> names(Arbitrary<Object> values) {
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), values).ofMaxSize(4);
  }

  @Property
  void aRowsMembersAreWrittenAsEachWouldBeByItself(@ForAll("rows") Map<String, Object> row) {
    Map<String, String> expected = new LinkedHashMap<>();
    row.forEach((name, value) -> expected.put(RecordText.wellFormed(name), RecordText.of(value)));

    String text = RecordText.of(row);

    assertThat(RecordText.members(text)).isEqualTo(expected);
    assertThat(RecordText.wellFormed(text)).isEqualTo(text);
  }

  @Test
  void noDigitOfANumberIsLost() {
    BigInteger whole = BigInteger.TEN.pow(2_000).add(BigInteger.ONE);
    BigDecimal fraction = new BigDecimal("0.1000000000000000000000000000000000000001");

    Map<String, String> members =
        RecordText.members(RecordText.of(Map.of("whole", whole, "fraction", fraction)));

    assertThat(members)
        .containsEntry("whole", whole.toString())
        .containsEntry("fraction", fraction.toString());
  }

  @Test
  void aRowMayBeAsDeepAsAPageThatWasRead() {
    Object deep = "bottom";
    for (int depth = 0; depth < 1_000; depth++) {
      deep = new ArrayList<>(List.of(deep));
    }

    String text = RecordText.of(Map.of("deep", deep));

    assertThat(RecordText.members(text).get("deep")).hasSize(2_000 + "\"bottom\"".length());
    assertThat(text.chars().filter(c -> c == '[').boxed().collect(Collectors.counting()))
        .isEqualTo(1_000);
  }
}
