package dev.millrace.local.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFilterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a': ['x']} | {'a': 'x', 'b': 1} | true",
        "{'a': ['x']} | {'a': 'y'} | false",
        "{'a': ['x', 'y']} | {'a': 'y'} | true",
        "{'a': ['x']} | {'b': 'x'} | false",
        "{'a': ['x']} | {'a': ['w', 'x']} | true",
        "{'a': ['x']} | {'a': []} | false",
        "{'a': ['x'], 'b': [1]} | {'a': 'x', 'b': 2} | false",
        "{'a': ['x'], 'b': [1]} | {'a': 'x', 'b': 1.0} | true",
        "{'a': [1]} | {'a': '1'} | false",
        "{'a': [true]} | {'a': true} | true",
        "{'a': [true]} | {'a': 'true'} | false",
        "{'a': [null]} | {'a': null} | true",
        "{'a': [null]} | {} | false",
        "{'a': {'b': ['x']}} | {'a': {'b': 'x'}} | true",
        "{'a': {'b': ['x']}} | {'a': 'x'} | false",
        "{'a': [{'exists': true}]} | {'a': null} | true",
        "{'a': [{'exists': true}]} | {} | false",
        "{'a': [{'exists': false}]} | {} | true",
        "{'a': [{'exists': false}]} | {'a': 0} | false",
        "{'a': [{'prefix': 'ab'}]} | {'a': 'abc'} | true",
        "{'a': [{'prefix': 'ab'}]} | {'a': 'b'} | false",
        "{'a': [{'prefix': '1'}]} | {'a': 12} | false",
        "{'a': [{'anything-but': 'x'}]} | {'a': 'y'} | true",
        "{'a': [{'anything-but': ['x', 1]}]} | {'a': 1} | false",
        "{'a': [{'anything-but': 'x'}]} | {} | false",
        "{'a': ['x']} | no JSON | false",
        "{'a': ['x']} | 'x' | false",
        "{'a': ['x']} | ~~ | false",
      })
  void aRecordPassesThatThePatternMatches(String pattern, String data, boolean passes) {
    assertThat(filter("{\"data\": %s}".formatted(quoted(pattern))).passes(bytes(data)))
        .isEqualTo(passes);
  }

  @Test
  void oneOfSeveralPatternsIsEnough() {
    RecordFilter filter = filter("{\"data\": {\"a\": [1]}}", "{\"data\": {\"b\": [1]}}");

    assertThat(filter.passes(bytes("{'b': 1}"))).isTrue();
    assertThat(filter.passes(bytes("{'c': 1}"))).isFalse();
  }

  @Test
  void withoutAFilterEveryRecordPasses() {
    assertThat(RecordFilter.of(MissingNode.getInstance(), "m").passes(bytes("no JSON"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'data': {'a': [{'numeric': ['>', 1]}]}} | numeric",
        "{'data': {'a': [{'suffix': 'x'}]}} | suffix",
        "{'data': {'a': [{'anything-but': {'prefix': 'x'}}]}} | anything-but",
        "{'data': {'a': [{'exists': 'yes'}]}} | exists",
        "{'data': {'a': 'x'}} | has \"x\"",
        "{'data': {'a': []}} | has []",
        "{'partitionKey': ['x']} | asks for 'partitionKey'",
        "not JSON | expects a JSON object",
        "[] | expects a JSON object",
      })
  void whatIsNotImitatedIsRefusedWithTheMappingsName(String pattern, String reason) {
    assertThatThrownBy(() -> filter(quoted(pattern)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("Stack/Mapping")
        .hasMessageContaining(reason)
        .hasMessageContaining("; the local stack ");
  }

  private static RecordFilter filter(String... patterns) {
    ObjectNode criteria = JSON.createObjectNode();
    var filters = criteria.putArray("Filters");
    for (String pattern : patterns) {
      filters.addObject().put("Pattern", pattern);
    }
    return RecordFilter.of(criteria, "Stack/Mapping");
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static byte[] bytes(String data) {
    return quoted(data).getBytes(StandardCharsets.UTF_8);
  }
}
