package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that cannot be used is refused when it is read, with the pointer of the member. */
class InvalidRulesTest {
  private static final String VALID = "{\"rule\": \"drop\", \"field\": \"a\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "renmae", "field": "a", "to": "b"} | rule
          {"rule": 5} | rule
          {} | rule
          {"rule": "rename", "field": "a", "to": "b", "extra": 1} | extra
          {"rule": "rename", "field": "a"} | to
          {"rule": "rename", "field": 5, "to": "b"} | field
          {"rule": "rename", "field": "a", "to": "_millrace_job"} | to
          {"rule": "rename", "field": "a", "to": "b", "on_error": "skip"} | on_error
          {"rule": "rename", "field": "a", "to": "b", "required": "yes"} | required
          {"rule": "drop"} | fields
          {"rule": "drop", "fields": []} | fields
          {"rule": "drop", "fields": ["a", 1]} | fields/1
          {"rule": "drop", "field": "a", "fields": ["b"]} | fields
          {"rule": "cast", "field": "a", "type": "int"} | type
          {"rule": "cast", "field": "a"} | type
          {"rule": "cast", "field": "a", "type": "integer", "zone": "UTC"} | zone
          {"rule": "cast", "field": "a", "type": "timestamp", "zone": "Mars/Olympus"} | zone
          {"rule": "cast", "field": "a", "type": "timestamp", "format": "qqqqqq{"} | format
          {"rule": "cast", "field": "a", "type": "date", "format": "epoch_seconds"} | format
          {"rule": "cast", "field": "a", "type": "duration", "format": "ss:mm"} | format
          {"rule": "cast", "field": "a", "type": "integer", "empty": "drop"} | empty
          {"rule": "default", "field": "a"} | value
          {"rule": "default", "field": "a", "value": null} | value
          {"rule": "filter"} | where
          {"rule": "filter", "where": []} | where
          {"rule": "filter", "where": {}} | where
          {"rule": "filter", "where": {"field": "a"}} | where
          {"rule": "filter", "where": {"field": "a", "equals": 1}} | where/equals
          {"rule": "filter", "where": {"field": "a", "eq": [1]}} | where/eq
          {"rule": "filter", "where": {"field": "a", "eq": 1, "and": []}} | where/and
          {"rule": "filter", "where": {"and": [{"field": "a", "eq": 1}, {"field": "b", "in": [1, {}]}]}} | where/and/1/in/1
          {"rule": "filter", "where": {"not": {"field": "a", "regex": "("}}} | where/not/regex
          {"rule": "filter", "where": {"field": "a", "regex": "(?=x)"}} | where/regex
          {"rule": "filter", "where": {"field": "a", "regex": "(((a{100}){100}){100}"}} | where/regex
          {"rule": "filter", "where": {"field": "a", "exists": 1}} | where/exists
          {"rule": "derive", "field": "a"} | expression
          {"rule": "derive", "field": "a", "expression": "a +"} | expression
          {"rule": "derive", "field": "a", "expression": "$now()"} | expression
          {"rule": "derive", "field": "a", "expression": "a", "type": "timestamp"} | type
          {"rule": "derive", "field": "_millrace_a", "expression": "a"} | field
          {"rule": "flatten", "field": "a", "depth": 11} | depth
          {"rule": "flatten", "field": "a", "depth": 0} | depth
          {"rule": "flatten", "field": "a", "separator": ""} | separator
          {"rule": "explode", "field": "a", "empty": "null"} | empty
          {"rule": "explode", "field": "a", "as": 1} | as
          {"rule": "mask", "field": "a", "keep_last": -1} | keep_last
          {"rule": "mask", "field": "a", "with": ""} | with
          {"rule": "hash", "field": "a", "key": "x"} | key
          {"rule": "hash"} | field
          {"rule": "lookup", "field": "a", "table": "Zip", "columns": {"a": "b"}} | table
          {"rule": "lookup", "field": "a", "table": "zip"} | columns
          {"rule": "lookup", "field": "a", "table": "zip", "columns": {}} | columns
          {"rule": "lookup", "field": "a", "table": "zip", "columns": {"a": 1}} | columns/a
          {"rule": "lookup", "field": "a", "table": "zip", "columns": {"a": "b"}, "as": "zip"} | as
          {"rule": "lookup", "field": "a", "table": "zip", "columns": {"a": "b"}, "missing": "fail"} | missing
          """)
  void theMemberIsNamed(String rule, String member) {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> RuleFixture.rules("[%s, %s]".formatted(VALID, rule)))
        .satisfies(
            invalid -> {
              assertThat(invalid.pointer()).isEqualTo("/transformations/1/" + member);
              assertThat(invalid.getMessage()).contains("held", "expected");
            });
  }

  @Test
  void anUnknownRuleIsToldThoseThatThereAre() {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> RuleFixture.rules("[{\"rule\": \"renmae\"}]"))
        .withMessage(
            "/transformations/0/rule held \"renmae\", expected one of %s"
                .formatted(Transformations.ruleNames()));
  }

  @Test
  void aSourceHasAHundredRulesAtMost() {
    assertThat(RuleFixture.rules(Collections.nCopies(100, VALID).toString())).isNotNull();
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> RuleFixture.rules(Collections.nCopies(101, VALID).toString()))
        .satisfies(invalid -> assertThat(invalid.pointer()).isEqualTo("/transformations/100"));
  }

  @Test
  void aConditionHasTwoHundredPartsAtMost() {
    String parts = Collections.nCopies(200, "{\"field\": \"a\", \"eq\": 1}").toString();

    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(
            () ->
                RuleFixture.rules(
                    "[{\"rule\": \"filter\", \"where\": {\"or\": %s}}]".formatted(parts)))
        .satisfies(
            invalid -> assertThat(invalid.pointer()).isEqualTo("/transformations/0/where/or/199"));
  }
}
