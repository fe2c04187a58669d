package dev.millrace.ingestion.rule.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowExpressionTest {
  private static final Row ROW = row();

  private static Row row() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", 9007199254740993L);
    values.put("other_id", 9007199254740992L);
    values.put("big", new BigInteger("123456789012345678901234567890"));
    values.put("price", new BigDecimal("0.12345678901234567890123"));
    values.put("text", "some text");
    values.put("empty", "");
    values.put("nothing", null);
    values.put("n", 5L);
    values.put("d", 2.5);
    values.put("list", List.of(1L, 2L, 3L));
    values.put("time", Instant.parse("2024-01-01T00:00:00.5Z"));
    values.put("day", LocalDate.parse("2024-01-01"));
    values.put("object", Map.of("a", 1L));
    return new Row(values);
  }

  private static Object evaluate(String expression) throws ValueRejected, InvalidExpression {
    return RowExpression.parse(expression).evaluate(ROW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n + 1 | 6
          n / 2 | 2.5
          d * 2 | 5
          text & '!' | "some text!"
          $uppercase(text) | "SOME TEXT"
          text | "some text"
          missing | null
          nothing | null
          missing & 'x' | "x"
          n > 3 ? 'many' : 'few' | "many"
          $sum(list) | 6
          list[0] | 1
          $map(list, function($i) { $i * 2 }) | [2,4,6]
          list.($ * 2) | [2,4,6]
          {'a': n, 'b': [d]} | {"a":5,"b":[2.5]}
          object.a | 1
          $substringBefore(time, 'T') | "2024-01-01"
          day | "2024-01-01"
          $toMillis(time) | 1704067200500
          $contains(text, /T..t/i) | true
          $contains(text, 'me') | true
          $replace(text, /(t)e/, '[$1$$]') | "some [t$]xt"
          $replace(text, 'e', '$1') | "som$1 t$1xt"
          $replace(text, 'e', '-', 1) | "som- text"
          $split(text, ' ') | ["some","text"]
          $split('abc', '') | ["a","b","c"]
          $split('a1b22c', /[0-9]+/, 2) | ["a","b"]
          $match(text, /t(e)?/).index | [5,8]
          $join(['a', 'b'], '-') | "a-b"
          $pad('a', 3, '-') | "a--"
          $round(d) | 2
          $number('1.5') | 1.5
          ($f := function($x) { $x <= 1 ? 1 : $x * $f($x - 1) }; $f(n)) | 120
          id | 9007199254740993
          $number(id) | 9007199254740993
          [id] | [9007199254740993]
          $string(id) | "9007199254740993"
          id & '' | "9007199254740993"
          big | 123456789012345678901234567890
          price | 0.12345678901234567890123
          $power(2, 60) | 1.152921504606847E18
          $exists(nothing) | true
          /* a comment */ n | 5
          """)
  void expressionsAreJsonatas(String expression, String expected) throws Exception {
    assertThat(JsonValues.text(evaluate(expression))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id + 1",
        "-id",
        "id = other_id",
        "id > 3",
        "$sum([id, 1])",
        "$max([id, 1])",
        "$round(id)",
        "$floor(id)",
        "$number('9007199254740993')",
        "$formatNumber(id, '#')",
        "id in [other_id]",
        "price * 2",
        "big / 2"
      })
  void noDigitIsLostWithoutAWord(String expression) throws InvalidExpression {
    RowExpression parsed = RowExpression.parse(expression);

    assertThatExceptionOfType(ValueRejected.class)
        .isThrownBy(() -> parsed.evaluate(ROW))
        .withMessageContaining("a number that a double does not hold");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$error(text)",
        "$assert(false, text)",
        "$number(text)",
        "text + 1",
        "$sum(text)",
        "$toMillis(text)",
        "$length(object)",
        "$substring",
        "function($x) { $x }",
        "$map(list, text)",
        "text ~> n",
        "1 / 0",
        "$replace(text, //, '')",
        "$replace(text, /x*/, '')",
        "$base64decode(text)"
      })
  void failuresShowNoValueAndPrintNothing(String expression) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      RowExpression parsed = RowExpression.parse(expression);
      assertThatExceptionOfType(ValueRejected.class)
          .isThrownBy(() -> parsed.evaluate(ROW))
          .satisfies(rejected -> assertThat(rejected.getMessage()).doesNotContain("some"));
    } catch (InvalidExpression refused) {
      assertThat(refused).hasMessageNotContaining("some");
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "($f := function($x) { $f($x) }; $f(1))",
        "($f := function($x) { $f($x) + 1 }; $f(1))",
        "[1..10000000]",
        "[1..2000].[1..2000].[1..2000]",
        "$pad('a', 2000000000)",
        "($d := function($s, $i) { $i = 0 ? $s : $d($s & $s, $i - 1) }; $d('ab', 40))",
        "($d := function($s, $i) { $i = 0 ? $s : $d([[$s], [$s]], $i - 1) }; $string($d('ab', 60)))",
        "$join($map([1..10000], function($i) { $string($i) }), $pad('', 10000, 'x'))",
        "$replace($pad('', 9000, 'a'), 'a', $pad('', 9000, 'b'))",
        "$replace($pad('', 9000, 'a'), /a/, $pad('', 9000, '$0'))"
      })
  void anExpressionThatDoesNotEndIsEnded(String expression) throws InvalidExpression {
    RowExpression parsed = RowExpression.parse(expression);

    assertThatExceptionOfType(ValueRejected.class)
        .isThrownBy(() -> parsed.evaluate(ROW))
        .withMessageStartingWith("the expression took ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a +",
        "((",
        "'open",
        "`open",
        "/open",
        "/* open",
        "a b",
        "$now()",
        "$millis()",
        "$random()",
        "$shuffle(a)",
        "$eval('1')",
        "$map(a, $random)",
        "9007199254740993",
        "$contains(a, /(?=b)/)",
        "$contains(a, /(((a{100}){100}){100})/)",
        "text(1)",
        "(text)(1)",
        "$$(1)",
        "$x(1)",
        "($x := text; $x(1))",
        "function($f) { $f(1) }(text)",
        "($apply := function($f) { $f(1) }; $apply(text))",
        "{'a': text}(1)",
        "list@$sum.$sum(1)",
        "'\\u00g0'"
      })
  void whatCannotBeUsedIsRefused(String expression) {
    assertThatExceptionOfType(InvalidExpression.class)
        .isThrownBy(() -> RowExpression.parse(expression));
  }

  @Test
  void anExpressionIsBoundedInLengthAndDepth() {
    assertThatExceptionOfType(InvalidExpression.class)
        .isThrownBy(() -> RowExpression.parse("1" + "+1".repeat(2_048)));
    assertThatExceptionOfType(InvalidExpression.class)
        .isThrownBy(() -> RowExpression.parse("x".repeat(4_097)));
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> evaluate("(".repeat(2_000) + "1" + ")".repeat(2_000)));
  }

  @Test
  void aMalformedExpressionLeavesNothingBehind() throws Exception {
    for (String malformed : List.of("((", "a b", "[1,", "function(", "{'a':")) {
      assertThatExceptionOfType(InvalidExpression.class)
          .isThrownBy(() -> RowExpression.parse(malformed));
      assertThat(evaluate("n + 1")).isEqualTo(6L);
    }
  }

  @Test
  void theRowStaysAsItIs() throws Exception {
    Row row = ROW.copy();

    RowExpression.parse("$ ~> |object|{'a': 2}|").evaluate(row);
    RowExpression.parse("$append(list, 4)").evaluate(row);

    assertThat(row).isEqualTo(ROW);
  }

  @Test
  void manyThreadsEvaluateOneAndOthers() throws Exception {
    RowExpression one = RowExpression.parse("$sum($map(list, function($i) { $i * n }))");
    RowExpression other = RowExpression.parse("($f := function($x) { $x & text }; $f('a'))");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Object>> calls = new ArrayList<>();
      for (long number = 0; number < 500; number++) {
        Row row = ROW.copy();
        row.set("n", number);
        row.set("text", Long.toString(number));
        calls.add(() -> List.of(one.evaluate(row), other.evaluate(row)));
      }
      List<Future<Object>> results = threads.invokeAll(calls);
      for (int number = 0; number < results.size(); number++) {
        assertThat(results.get(number).get()).isEqualTo(List.of(6L * number, "a" + number));
      }
    }
  }
}
