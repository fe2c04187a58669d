package dev.millrace.ingestion.rule.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Jsonata;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an expression reads is among what the review says that it may read. */
class ExpressionReviewTest {
  private static final List<String> FIELDS = List.of("a", "b", "c", "x y", "in");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a & b | a b
          $.a | a
          $$.a.b | a b
          `x y` | x y
          'a'.b | a b
          a * 2 | a
          a.* | a
          a % b | a b
          a / b / c | a b c
          $contains(a, /b/) | a
          $sum(a.b) | a b
          a[b > 1] | a b
          /* b */ a | a
          """)
  void namedFieldsAreRead(String expression, String names) throws InvalidExpression {
    FieldReads reads = ExpressionReview.reads(expression);

    assertThat(reads.all()).isFalse();
    assertThat(reads.names())
        .isEqualTo(names.equals("x y") ? Set.of(names) : Set.of(names.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $
          $$
          *
          **
          a.(*)
          a.%
          $string()
          $string($)
          $keys()
          $lookup('a')
          $each(function($v) { $v })
          $sift(function($v) { $v = 1 })
          $.*
          $ ~> $string
          [$]
          """)
  void theRowAsAWholeIsRead(String expression) throws InvalidExpression {
    assertThat(ExpressionReview.reads(expression).all()).isTrue();
  }

  @Provide
  Arbitrary<String> expressions() {
    Arbitrary<String> leaves =
        Arbitraries.of(
            "a",
            "b",
            "c",
            "`x y`",
            "'a'",
            "1",
            "$",
            "$$",
            "*",
            "**",
            "%",
            "/a/",
            "in",
            "$.a",
            "\"b\"",
            "'/'",
            "$string()",
            "$keys()",
            "$lookup('a')",
            "$lookup($, 'b')",
            "/* c */ a");
    return Arbitraries.recursive(
        () -> leaves,
        inner ->
            Arbitraries.oneOf(
                inner.tuple2().map(pair -> pair.get1() + "." + pair.get2()),
                inner
                    .tuple2()
                    .flatMap(
                        pair ->
                            Arbitraries.of(
                                    " & ", " + ", " * ", " / ", " % ", " and ", " in ", "=", "~>")
                                .map(operator -> pair.get1() + operator + pair.get2())),
                inner.map(one -> "(" + one + ")"),
                inner.map(one -> "[" + one + "]"),
                inner.map(one -> "$string(" + one + ")"),
                inner.map(one -> "$each(" + one + ", function($v, $k) { $k & $v })"),
                inner.tuple2().map(pair -> pair.get1() + "[" + pair.get2() + "]"),
                inner.map(one -> "($v := " + one + "; $v)"),
                inner.map(one -> "{'k': " + one + "}")),
        0,
        3);
  }

  @Property(tries = 3_000)
  void noOtherFieldIsRead(@ForAll("expressions") String expression) {
    FieldReads reads;
    Jsonata parsed;
    try {
      reads = ExpressionReview.reads(expression);
      parsed = Jsonata.jsonata(expression + ' ');
      parsed.setValidateInput(false);
    } catch (InvalidExpression | RuntimeException refused) {
      return;
    }
    ReadRecorder row = new ReadRecorder();
    try {
      parsed.evaluate(row);
    } catch (RuntimeException | StackOverflowError failed) {
      // What it had read until then is what counts.
      assertThat(failed).isNotNull();
    }
    assertThat(row.read).as(expression).allMatch(reads::contains);
  }

  /** A row that knows which of its fields were read. */
  private static final class ReadRecorder extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;
    private final transient Set<String> read = new HashSet<>();

    ReadRecorder() {
      for (String field : FIELDS) {
        super.put(field, Map.of("a", "1", "b", 2));
      }
    }

    private void readAll() {
      if (read != null) {
        read.addAll(FIELDS);
      }
    }

    @Override
    public Object get(Object name) {
      if (FIELDS.contains(name)) {
        read.add((String) name);
      }
      return super.get(name);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      readAll();
      return super.entrySet();
    }

    @Override
    public Collection<Object> values() {
      readAll();
      return super.values();
    }
  }
}
