package dev.millrace.ingestion.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class StagedPageFormatTest {
  @Provide
  Arbitrary<List<Row>> rows() {
    return Arbitraries.maps(texts(), values()).ofMaxSize(6).map(Row::new).list().ofMaxSize(4);
  }

  /** With halves of surrogate pairs. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(8);
  }

  private static Arbitrary<Object> values() {
    Arbitrary<Object> simple =
        Arbitraries.oneOf(
            Arbitraries.just(null),
            Arbitraries.of(true, false),
            Arbitraries.longs(),
            Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(0.0, -0.0, 5.0, Double.NaN, Double.MIN_VALUE, Double.MAX_VALUE),
                Arbitraries.just(Double.NEGATIVE_INFINITY)),
            texts(),
            Arbitraries.of("", "2026-12-01", "{\"time\":\"x\"}", "NaN"),
            Arbitraries.longs()
                .between(-62_135_596_800_000_000L, 253_402_300_799_999_999L)
                .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS)),
            Arbitraries.integers().between(-700_000, 2_900_000).map(LocalDate::ofEpochDay),
            Arbitraries.bigIntegers(),
            Arbitraries.bigDecimals().ofScale(30));
    return containing(containing(simple));
  }

  /** These values, and lists and objects of them. */
  private static Arbitrary<Object> containing(Arbitrary<Object> values) {
    return Arbitraries.frequencyOf(
        Tuple.of(8, values),
        Tuple.of(1, values.list().ofMaxSize(3).map(list -> (Object) list)),
        Tuple.of(
            1,
            Arbitraries.maps(
                    Arbitraries.oneOf(texts(), Arbitraries.of("object", "time", "whole")), values)
                .ofMaxSize(3)
                .map(map -> (Object) map)));
  }

  private static List<Row> read(byte[] page) throws IOException {
    List<Row> rows = new ArrayList<>();
    StagedPageFormat.rows(page, 1, staged -> rows.add(staged.row()));
    return rows;
  }

  @Property(tries = 300)
  void valuesKeepTheirTypes(@ForAll("rows") List<Row> rows) throws IOException {
    assertThat(read(StagedPageFormat.write("raw", rows, List.of()))).isEqualTo(rows);
  }

  @Test
  void fieldsKeepTheirOrder() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("z", 1L);
    values.put("a", null);
    values.put("m", "x");

    Row read = read(StagedPageFormat.write("raw", List.of(new Row(values)), List.of())).getFirst();

    assertThat(read.names()).containsExactly("z", "a", "m");
  }

  @Test
  void numbersThatLookAlikeStayApart() throws IOException {
    List<Object> numbers =
        List.of(1L, 1.0, BigInteger.ONE, BigDecimal.ONE, new BigDecimal("1.0"), "1");

    Row read =
        read(StagedPageFormat.write("raw", List.of(new Row(Map.of("numbers", numbers))), List.of()))
            .getFirst();

    assertThat(read.value("numbers")).isEqualTo(numbers);
  }
}
