package dev.millrace.features.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFaultTest {
  private static final JsonFault.Limits LIMITS = new JsonFault.Limits(3, 8, 10);
  private static final String DOCUMENT =
      """
      {"_id": "é-1", "a": [-1.5e-3, 0, true, null, {}, [], {"b": [[1]]}], "t": "\\u00e9 \\"x\\" \\\\", "n": 10E+2}""";

  private static Optional<JsonFault> first(String json) {
    return JsonFault.first(json.getBytes(StandardCharsets.UTF_8), JsonFault.Limits.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": NaN} | NaN is not JSON, near character 7",
        "{\"é\": -Infinity} | -Infinity is not JSON, near character 7",
        "[undefined] | undefined is not JSON, near character 2",
        "{\"a\": True} | True is not JSON, near character 7",
        "{\"a\": truex} | truex is not JSON, near character 7",
        "{\"a\": 1, // note | a comment is not JSON, near character 10",
        "/* note */ {} | a comment is not JSON, near character 1",
        "{\"a\": 1} # note | a comment is not JSON, near character 10",
        "{\"a\": 1 /* x */} | a comment is not JSON, near character 9",
        "{\"a\": 1,} | a comma with nothing behind it is not JSON, near character 8",
        "[1, ] | a comma with nothing behind it is not JSON, near character 3",
        "[,1] | , stands where a value is expected, near character 2",
        "{'a': 1} | a text in single quotes is not JSON, near character 2",
        "{\"a\": 'b'} | a text in single quotes is not JSON, near character 7",
        "{a: 1} | a name without quotes (a) is not JSON, near character 2",
        "{\"a\" 1} | a name without a colon behind it, near character 6",
        "{\"a\": 01} | a number with a leading zero is not JSON, near character 7",
        "{\"a\": +1} | a number that begins with a plus sign is not JSON, near character 7",
        "{\"a\": .5} | a number that begins with its point is not JSON, near character 7",
        "[1.] | a number that ends with its point is not JSON, near character 4",
        "[1e] | an exponent without digits is not JSON, near character 4",
        "[0x10] | a number that goes on with x10 is not JSON, near character 3",
        "[-] | a number without digits is not JSON, near character 3",
        "[1 2] | 2 stands where a comma or ] is expected, near character 4",
        "[1} | } stands where a comma or ] is expected, near character 3",
        "[\"\\x\"] | a backslash before x is not JSON, near character 3",
        "[\"\\u12g4\"] | an escape \\u without four hexadecimal digits is not JSON, near character 3",
        "{} {} | the text goes on after its end, near character 4",
        "{\"a\": | the text ends where a value is expected, near character 6",
        "{\"a\": \"b | a string that does not end is not JSON, near character 7",
        "[1 | the text ends inside an array, near character 3",
        "[- | the text ends inside a number, near character 3",
      })
  void whatIsMetIsSaidWithItsPlace(String json, String sentence) {
    assertThat(first(json)).map(JsonFault::toString).contains(sentence);
  }

  @Test
  void whatCannotBeSeenIsNamed() {
    assertThat(first("\uFEFF{}").orElseThrow())
        .hasToString("a byte order mark is not JSON, near character 1");
    assertThat(first("{\"a\": \"\t\"}").orElseThrow().what())
        .isEqualTo("a control character (U+0009) inside a string is not JSON, it must be escaped");
    assertThat(first("{\u00a0}").orElseThrow().what())
        .isEqualTo("a character beyond ASCII stands where a name is expected");
    assertThat(first("{\0\"\0a").orElseThrow().what())
        .isEqualTo("the character U+0000 stands where a name is expected");
    assertThat(first("").orElseThrow().what()).isEqualTo("the text is empty");
    assertThat(first("[" + "x".repeat(50) + "]").orElseThrow().what())
        .isEqualTo("x".repeat(20) + "... is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[[[1]]]]", "{\"long name\": 1}", "[12345678901]"})
  void whatIsBeyondALimitIsAFault(String json) {
    assertThat(JsonFault.first(json.getBytes(StandardCharsets.UTF_8), LIMITS)).isPresent();
    assertThat(first(json)).isEmpty();
  }

  @Test
  void whatIsWithinTheLimitsIsNone() {
    String json = "{\"8 bytes\\n\": [[1234567890, -1234567.5]]}";
    assertThat(
            JsonFault.first(json.getBytes(StandardCharsets.UTF_8), new JsonFault.Limits(3, 9, 10)))
        .isEmpty();
  }

  @Test
  void depthCostsNoStack() {
    assertThat(first("[".repeat(1_000_000) + "]".repeat(1_000_000))).isEmpty();
    assertThat(first("[".repeat(1_000_000)).orElseThrow().what())
        .isEqualTo("the text ends inside an array");
  }

  /** Jackson is the reference of what is JSON. */
  @Test
  void aFaultIsFoundWhereverJacksonFindsOne() throws IOException {
    Random random = new Random(3);
    byte[] structure =
        "\"\\{}[],:0123456789-+.eEtrufalsnN \n\t/*'".getBytes(StandardCharsets.UTF_8);
    byte[] document = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    int faults = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = document.clone();
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int at = random.nextInt(changed.length);
        // Jackson is not the reference of what is UTF-8.
        if (changed[at] >= 0) {
          changed[at] = structure[random.nextInt(structure.length)];
        }
      }
      boolean fault = JsonFault.first(changed, JsonFault.Limits.NONE).isPresent();
      faults += fault ? 1 : 0;
      if (fault == isJson(changed)) {
        assertThat(fault).as(new String(changed, StandardCharsets.UTF_8)).isNotEqualTo(fault);
      }
    }
    assertThat(faults).isBetween(2_000, 19_500);
  }

  private static boolean isJson(byte[] bytes) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(bytes)) {
      if (json.nextToken() == null) {
        return false;
      }
      json.skipChildren();
      json.finishToken();
      return json.nextToken() == null;
    } catch (JsonProcessingException malformed) {
      return false;
    }
  }
}
