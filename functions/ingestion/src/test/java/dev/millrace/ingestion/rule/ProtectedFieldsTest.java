package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Personal data is masked before and behind the rule that protects it, whatever it is called. */
class ProtectedFieldsTest {
  private static final String CAST =
      "{\"rule\": \"cast\", \"field\": \"n\", \"type\": \"integer\"}";

  /** The last rule fails; what the rejected row shows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CAST, {"rule": "hash", "field": "e"} | {"n":"x","e":"ada"} | {"n":"x","e":"***"}
          CAST, {"rule": "mask", "field": "e"} | {"n":"x","e":["ada",null]} | {"n":"x","e":"***"}
          CAST, {"rule": "hash", "field": "n"} | {"n":"x","e":"b"} | {"n":"***","e":"b"}
          CAST, {"rule": "rename", "field": "e", "to": "f"}, {"rule": "hash", "field": "f"} | {"n":"x","e":"ada"} | {"n":"x","e":"***"}
          {"rule": "rename", "field": "e", "to": "f"}, CAST, {"rule": "hash", "field": "f"} | {"n":"x","e":"ada"} | {"n":"x","f":"***"}
          CAST, {"rule": "flatten", "field": "u"}, {"rule": "hash", "field": "u_e"} | {"n":"x","u":{"e":"ada","o":1}} | {"n":"x","u":{"e":"***","o":1}}
          {"rule": "flatten", "field": "u"}, CAST, {"rule": "hash", "field": "u_e"} | {"n":"x","u":{"e":"ada","o":1}} | {"n":"x","u_e":"***","u_o":1}
          CAST, {"rule": "flatten", "field": "u"}, {"rule": "hash", "field": "u_a_b"} | {"n":"x","u":{"a":{"b":"ada","c":2}}} | {"n":"x","u":{"a":{"b":"***","c":2}}}
          CAST, {"rule": "explode", "field": "l", "as": "e"}, {"rule": "hash", "field": "e"} | {"n":"x","l":["ada"]} | {"n":"x","l":"***"}
          CAST, {"rule": "explode", "field": "l", "as": "u"}, {"rule": "flatten", "field": "u"}, {"rule": "hash", "field": "u_e"} | {"n":"x","l":[{"e":"ada","o":1}]} | {"n":"x","l":[{"e":"***","o":1}]}
          CAST, {"rule": "derive", "field": "k", "expression": "a & b"}, {"rule": "hash", "field": "k"} | {"n":"x","a":"ada","b":"bob","c":1} | {"n":"x","a":"***","b":"***","c":1}
          {"rule": "derive", "field": "d", "expression": "$substringAfter(e, '@')"}, CAST, {"rule": "hash", "field": "e"} | {"n":"x","e":"ada@x.org"} | {"n":"x","e":"***","d":"***"}
          {"rule": "derive", "field": "d", "expression": "$string($)"}, {"rule": "hash", "field": "e"}, {"rule": "drop", "field": "e"}, CAST | {"n":"x","e":"ada"} | {"n":"x","d":"***"}
          {"rule": "cast", "field": "u", "type": "json"}, {"rule": "hash", "field": "u"}, CAST | {"n":"y","u":{"e":"ada"}} | HASHED
          {"rule": "derive", "field": "d", "expression": "u.o"}, CAST, {"rule": "flatten", "field": "u"}, {"rule": "hash", "field": "u_e"} | {"n":"x","u":{"e":"ada","o":1}} | {"n":"x","u":{"e":"***","o":1},"d":"***"}
          {"rule": "lookup", "field": "z", "table": "zip_codes", "columns": {"name": "t"}}, CAST, {"rule": "hash", "field": "z"} | {"n":"x","z":"01099"} | {"n":"x","z":"***","t":"***"}
          {"rule": "hash", "field": "m", "required": true}, {"rule": "hash", "field": "e"} | {"e":"ada"} | {"e":"***"}
          {"rule": "drop", "field": "e"}, CAST, {"rule": "hash", "field": "e"} | {"n":"x","e":"ada"} | {"n":"x"}
          {"rule": "derive", "field": "h", "expression": "$string($)"}, {"rule": "hash", "field": "h"}, {"rule": "drop", "field": "h"}, {"rule": "derive", "field": "d", "expression": "u.e"}, {"rule": "flatten", "field": "d"}, CAST | {"n":"x","u":{"e":{"k":"ada"}}} | {"n":"***","u":"***","d_k":"***"}
          CAST, {"rule": "flatten", "field": "u"}, {"rule": "hash", "field": "e"} | {"n":"x","u":{"k":"ada"},"e":"b"} | {"n":"x","u":{"k":"ada"},"e":"***"}
          CAST | {"n":"x","e":"ada"} | {"n":"x","e":"ada"}
          """)
  void rejectedRowsAreMasked(String rules, String row, String shown) {
    TransformedRow transformed =
        RuleFixture.rules('[' + rules.replace("CAST", CAST) + ']').apply(RuleFixture.row(row));

    assertThat(transformed.rejected()).hasSize(1);
    String rejected = RuleFixture.json(transformed.rejected().getFirst().row());
    if (shown.equals("HASHED")) {
      assertThat(rejected).matches("\\{\"n\":\"y\",\"u\":\"[0-9a-f]{64}\"}");
    } else {
      assertThat(rejected).isEqualTo(shown);
    }
  }

  @Test
  void aRowOfManyPathsIsMaskedWhole() {
    StringBuilder object = new StringBuilder("\"k0\": 0");
    for (int key = 1; key < 3000; key++) {
      object.append(", \"k%d\": %d".formatted(key, key));
    }
    Row row = RuleFixture.row("{\"a\": {%s}, \"b\": 1, \"c\": null}".formatted(object));

    assertThat(
            RuleFixture.json(
                RuleFixture.rules("[{\"rule\": \"hash\", \"field\": \"e\"}]")
                    .protectedFields()
                    .maskRaw(row)))
        .isEqualTo("{\"a\":\"***\",\"b\":\"***\",\"c\":null}");
  }

  @Test
  void rowsOfPreviewsAreMasked() {
    Transformations rules =
        RuleFixture.rules(
            """
            [{"rule": "derive", "field": "domain", "expression": "$substringAfter(email, '@')"},
             {"rule": "hash", "field": "email"},
             {"rule": "rename", "field": "email", "to": "email_hash"}]""");
    Row raw = RuleFixture.row("{\"id\": 1, \"email\": \"ada@example.com\"}");
    Row transformed = rules.apply(raw).rows().getFirst();

    assertThat(RuleFixture.json(rules.protectedFields().maskRaw(raw)))
        .isEqualTo("{\"id\":1,\"email\":\"***\"}");
    assertThat(RuleFixture.json(rules.protectedFields().maskTransformed(raw, transformed)))
        .isEqualTo(
            "{\"id\":1,\"email_hash\":\"%s\",\"domain\":\"***\"}"
                .formatted(transformed.value("email_hash")));
    assertThat(rules.protectedFields().covers("email_hash")).isTrue();
    assertThat(rules.protectedFields().covers("domain")).isTrue();
    assertThat(rules.protectedFields().covers("id")).isFalse();
  }
}
