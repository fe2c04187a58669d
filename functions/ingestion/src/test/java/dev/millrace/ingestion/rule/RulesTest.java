package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each rule makes of fields that are there, missing, null, empty or of other types. */
class RulesTest {
  private static void expect(String rule, String row, String outcome) {
    assertThat(RuleFixture.applied(rule, row)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "rename", "field": "a", "to": "b"} | {"a":1,"c":2} | [{"b":1,"c":2}]
          {"rule": "rename", "field": "a", "to": "b"} | {"a":1,"b":2} | [{"b":1}]
          {"rule": "rename", "field": "a", "to": "b"} | {"a":null} | [{"b":null}]
          {"rule": "rename", "field": "a", "to": "b"} | {"b":2} | [{"b":2}]
          {"rule": "rename", "field": "a", "to": "a"} | {"a":2} | [{"a":2}]
          {"rule": "rename", "field": "a", "to": "b", "required": true} | {} | rejected: a is missing, and is required
          {"rule": "rename", "field": "a", "to": "b", "required": true} | {"a":null} | rejected: a held null, and is required
          {"rule": "drop", "field": "a"} | {"a":1,"b":2} | [{"b":2}]
          {"rule": "drop", "fields": ["a", "b"]} | {"a":1,"c":null} | [{"c":null}]
          {"rule": "drop", "field": "a"} | {} | [{}]
          {"rule": "keep", "fields": ["b", "a"]} | {"a":1,"b":2,"c":3} | [{"a":1,"b":2}]
          {"rule": "keep", "field": "a"} | {"c":3} | [{}]
          {"rule": "default", "field": "a", "value": "x"} | {} | [{"a":"x"}]
          {"rule": "default", "field": "a", "value": [1]} | {"a":null,"b":1} | [{"a":[1],"b":1}]
          {"rule": "default", "field": "a", "value": "x"} | {"a":""} | [{"a":""}]
          {"rule": "default", "field": "a", "value": 0} | {"a":false} | [{"a":false}]
          """)
  void renameDropKeepAndDefault(String rule, String row, String outcome) {
    expect(rule, row, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "flatten", "field": "u"} | {"a":1,"u":{"x":1,"y":{"z":2}},"b":2} | [{"a":1,"u_x":1,"u_y_z":2,"b":2}]
          {"rule": "flatten", "field": "u", "depth": 1, "separator": "."} | {"u":{"y":{"z":2}}} | [{"u.y":{"z":2}}]
          {"rule": "flatten", "field": "u"} | {"u":{"x":[{"y":1}],"n":null}} | [{"u_x":[{"y":1}],"u_n":null}]
          {"rule": "flatten", "field": "u"} | {"u":{},"b":1} | [{"b":1}]
          {"rule": "flatten", "field": "u"} | {"u":null} | [{"u":null}]
          {"rule": "flatten", "field": "u"} | {} | [{}]
          {"rule": "flatten", "field": "u"} | {"u":[1]} | rejected: u held a list, expected an object
          {"rule": "flatten", "field": "u"} | {"u":"x"} | rejected: u held a text, expected an object
          {"rule": "flatten", "field": "u"} | {"u":{"x":1},"u_x":2} | rejected: u has a member whose field is there already
          {"rule": "flatten", "field": "u"} | {"u":{"x_y":1,"x":{"y":2}}} | rejected: u has a member whose field is there already
          {"rule": "explode", "field": "l", "as": "e"} | {"i":1,"l":[5,6],"j":2} | [{"i":1,"e":5,"j":2},{"i":1,"e":6,"j":2}]
          {"rule": "explode", "field": "l"} | {"l":[5,null]} | [{"l":5},{"l":null}]
          {"rule": "explode", "field": "l", "position": "p"} | {"l":[5,6]} | [{"l":5,"p":0},{"l":6,"p":1}]
          {"rule": "explode", "field": "l", "as": "e"} | {"l":[]} | []
          {"rule": "explode", "field": "l", "as": "e"} | {"i":1} | []
          {"rule": "explode", "field": "l", "as": "e", "empty": "keep"} | {"i":1,"l":[]} | [{"i":1,"e":null}]
          {"rule": "explode", "field": "l", "as": "e", "empty": "keep"} | {"i":1} | [{"i":1,"e":null}]
          {"rule": "explode", "field": "l", "as": "e"} | {"l":"x"} | [{"e":"x"}]
          {"rule": "explode", "field": "l", "as": "e"} | {"l":{"a":1}} | [{"e":{"a":1}}]
          {"rule": "explode", "field": "l", "required": true} | {"l":null} | rejected: l held null, and is required
          """)
  void flattenAndExplode(String rule, String row, String outcome) {
    expect(rule, row, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "mask", "field": "a"} | {"a":"secret"} | [{"a":"***"}]
          {"rule": "mask", "field": "a", "with": "-"} | {"a":12345} | [{"a":"-"}]
          {"rule": "mask", "field": "a", "keep_last": 4} | {"a":"4111111111111234"} | [{"a":"***1234"}]
          {"rule": "mask", "field": "a", "keep_last": 4} | {"a":"1234567"} | [{"a":"***"}]
          {"rule": "mask", "field": "a", "keep_last": 1} | {"a":"x😀"} | [{"a":"***\\uD83D\\uDE00"}]
          {"rule": "mask", "field": "a"} | {"a":""} | [{"a":"***"}]
          {"rule": "mask", "field": "a"} | {"a":null} | [{"a":null}]
          {"rule": "mask", "field": "a"} | {} | [{}]
          {"rule": "mask", "field": "a"} | {"a":["x",null]} | [{"a":["***",null]}]
          {"rule": "mask", "field": "a"} | {"a":{"b":1}} | rejected: a held an object, expected a text, a number, true or false, a time or a date
          {"rule": "hash", "field": "a"} | {"a":null} | [{"a":null}]
          {"rule": "hash", "field": "a"} | {} | [{}]
          {"rule": "hash", "field": "a", "required": true} | {} | rejected: a is missing, and is required
          {"rule": "hash", "field": "a"} | {"a":[["x"]]} | rejected: a held a list, expected a text, a number, true or false, a time or a date
          {"rule": "hash", "field": "a"} | {"a":"x"} | [{"a":"5c92424a8406d6b121fb2ae247be1c20ac8a040352451c84a87f55c6bd406b14"}]
          {"rule": "hash", "field": "a"} | {"a":42} | [{"a":"3b12d0412db185c98ff58825ed4c81cfbc7bdabcf33ac48bdaaae5f39fc65445"}]
          {"rule": "hash", "field": "a"} | {"a":["42",null]} | [{"a":["3b12d0412db185c98ff58825ed4c81cfbc7bdabcf33ac48bdaaae5f39fc65445",null]}]
          """)
  void maskAndHash(String rule, String row, String outcome) {
    expect(rule, row, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"median_income": "income"}} | {"z":"01099"} | [{"z":"01099","income":64000}]
          {"rule": "lookup", "field": "z", "table": "zip_codes", "as": "us_zip_code", "columns": {"name": "town", "none": "none"}} | {"z":1099} | [{"z":1099,"town":"South Hadley","none":null}]
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}} | {"z":"00000","town":"old"} | [{"z":"00000","town":null}]
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}, "missing": "reject"} | {"z":"0"} | rejected: z held a key without a row in the look-up table zip_codes
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}, "missing": "reject"} | {"z":null} | [{"z":null,"town":null}]
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}} | {} | [{"town":null}]
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}} | {"z":""} | rejected: z held a text, expected a text or number of 1 to 1024 bytes
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "town"}} | {"z":[1]} | rejected: z held a list, expected a text or number of 1 to 1024 bytes
          """)
  void lookup(String rule, String row, String outcome) {
    expect(rule, row, outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"field": "a", "eq": 1} | {"a":1.0} | true
          {"field": "a", "eq": 1} | {"a":"1"} | false
          {"field": "a", "eq": 9007199254740993} | {"a":9007199254740992} | false
          {"field": "a", "eq": true} | {"a":true} | true
          {"field": "a", "eq": "x"} | {} | false
          {"field": "a", "ne": "x"} | {} | true
          {"field": "a", "ne": "x"} | {"a":"x"} | false
          {"field": "a", "ge": 18, "lt": 65} | {"a":18} | true
          {"field": "a", "ge": 18, "lt": 65} | {"a":65} | false
          {"field": "a", "gt": 18} | {"a":18} | false
          {"field": "a", "le": "b"} | {"a":"b"} | true
          {"field": "a", "gt": 18} | {"a":null} | false
          {"field": "a", "gt": 18} | {"a":"19"} | rejected: a held a text, expected a whole number to compare with
          {"field": "a", "in": ["x", 1]} | {"a":1} | true
          {"field": "a", "in": ["x", 1]} | {"a":"y"} | false
          {"field": "a", "in": ["x", 1]} | {} | false
          {"field": "a", "exists": true} | {"a":""} | true
          {"field": "a", "exists": true} | {"a":null} | false
          {"field": "a", "exists": false} | {} | true
          {"field": "a", "regex": "^x+$"} | {"a":"xx"} | true
          {"field": "a", "regex": "x"} | {"a":"axa"} | true
          {"field": "a", "regex": "x"} | {"a":null} | false
          {"field": "a", "regex": "x"} | {"a":1} | rejected: a held a whole number, expected a text of at most 100000 characters for a regular expression
          {"and": [{"field": "a", "eq": 1}, {"field": "b", "eq": 1}]} | {"a":1,"b":2} | false
          {"or": [{"field": "a", "eq": 1}, {"field": "b", "eq": 1}]} | {"a":1,"b":2} | true
          {"not": {"or": [{"field": "a", "eq": 1}, {"field": "b", "eq": 1}]}} | {"a":2,"b":2} | true
          """)
  void filter(String where, String row, String expected) {
    String outcome =
        switch (expected) {
          case "true" -> '[' + RuleFixture.json(RuleFixture.row(row)) + ']';
          case "false" -> "[]";
          default -> expected;
        };

    expect("{\"rule\": \"filter\", \"where\": %s}".formatted(where), row, outcome);
  }
}
