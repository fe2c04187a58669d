package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationInputTest {
  @Test
  void fieldsAreTakenOnceAndNullIsNoField() throws IOException {
    InvocationInput input =
        read("{\"a\": \"x\", \"at\": \"2024-11-17T22:53:01+01:00\", \"none\": null}");

    assertThat(input.take("a")).contains("x");
    assertThat(input.take("a")).isEmpty();
    assertThat(input.takeTime("at")).contains(Instant.parse("2024-11-17T21:53:01Z"));
    assertThat(input.take("none")).isEmpty();
    input.end();
  }

  @Test
  void aFieldOfObjectsGivesItsObjectWithItsNumbersAsTheyWere() throws IOException {
    String object = "{\"x\":[1.10,{\"y\":null}],\"x\":\"twice\"}";
    InvocationInput input =
        InvocationInput.read(
            new ByteArrayInputStream(
                "{\"o\": %s, \"none\": null}".formatted(object).getBytes(StandardCharsets.UTF_8)),
            "FORM",
            Set.of("o", "none"));

    assertThat(input.takeObject("o"))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo(object));
    assertThat(input.takeObject("o")).isEmpty();
    assertThat(input.takeObject("none")).isEmpty();
    input.end();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | The input holds nothing; expected FORM",
        "[1]            | The input holds an array; expected FORM",
        "{\"a           | The input is not JSON; expected FORM",
        "{\"a\": \"x\"   | The input is not JSON; expected FORM",
        "{\"a\": \"x\"}{} | The input does not end with its object; expected FORM",
        "{\"a\": \"x\"} b | The input is not JSON; expected FORM",
        "{\"a\": \"x\", \"a\": \"y\"} | The input holds its field \"a\" twice; expected FORM",
        "{\"a\": null, \"a\": \"y\"} | The input holds its field \"a\" twice; expected FORM",
        "{\"a\": 7}     | a held a number, expected a text",
        "{\"a\": {}}    | a held an object, expected a text",
        "{\"b\": \"x\"} | The input holds a field \"b\"; expected FORM",
        "{\"a\": \"x\"} | a held \"x\", expected a time in ISO-8601 with its zone",
      })
  void whatIsWrongIsNamed(String input, String message) {
    assertThatThrownBy(
            () -> {
              InvocationInput fields = read(input);
              fields.takeTime("a");
              fields.end();
            })
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(message);
  }

  private static InvocationInput read(String input) throws IOException {
    return InvocationInput.read(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), "FORM");
  }
}
