package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Json;
import dev.millrace.runs.failure.CaughtError;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaughtErrorTest {
  private static final String FAILURE = "dev.millrace.runs.StepFailure";

  /** As Lambda describes an exception to Step Functions. */
  private static String cause(Throwable thrown) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("errorMessage", thrown.getMessage());
              json.writeStringField("errorType", thrown.getClass().getName());
              json.writeArrayFieldStart("stackTrace");
              json.writeString("dev.millrace.Secret.method");
              json.writeEndArray();
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }

  @Test
  void whatAStepSaysIsTheRunsError() {
    RunError error =
        new RunError(
            FailureCategory.SOURCE, "\"tracks\" answered 404; expected 200", "/sources/0/url");
    StepFailure thrown = new StepFailure(error);

    assertThat(CaughtError.read(thrown.getClass().getName(), cause(thrown))).isEqualTo(error);
  }

  @Test
  void anyOtherExceptionIsInternalAndOnlyItsNameIsShown() {
    RunError error =
        CaughtError.read(
            "java.lang.IllegalStateException",
            cause(new IllegalStateException("anna@example.com")));

    assertThat(error.category()).isEqualTo(FailureCategory.INTERNAL);
    assertThat(error.message())
        .contains("java.lang.IllegalStateException")
        .doesNotContain("anna", "Secret");
  }

  @ParameterizedTest
  @CsvSource({
    "States.Timeout,LIMIT",
    "Sandbox.Timedout,LIMIT",
    "Runtime.OutOfMemory,LIMIT",
    "States.DataLimitExceeded,LIMIT",
    "Lambda.TooManyRequestsException,INTERNAL",
    "'a \" <b> name',INTERNAL"
  })
  void aNameSaysWhetherItWasALimit(String name, FailureCategory category) {
    RunError error = CaughtError.read(name, "");

    assertThat(error.category()).isEqualTo(category);
    assertThat(error.message()).doesNotContain("<b>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"errorMessage\": 7}",
        "{\"errorMessage\": \"no JSON\"}",
        "{\"errorMessage\": \"{\\\"category\\\": \\\"none\\\", \\\"message\\\": \\\"m\\\"}\"}",
        "{\"errorMessage\": \"{\\\"category\\\": \\\"source\\\", \\\"message\\\": \\\" \\\"}\"}"
      })
  void aFailureThatCannotBeReadIsInternal(String cause) {
    assertThat(CaughtError.read(FAILURE, cause).category()).isEqualTo(FailureCategory.INTERNAL);
  }

  @Property
  void whateverIsCaughtIsAnError(@ForAll String error, @ForAll String cause) {
    assertThat(CaughtError.read(error, cause).message()).isNotBlank();
    assertThat(CaughtError.read(FAILURE, cause).message()).isNotBlank();
  }

  @Test
  void aMessageIsCutBetweenCharacters() {
    String long999 = "x".repeat(999);

    assertThat(new RunError(FailureCategory.LIMIT, long999 + "😀").message()).isEqualTo(long999);
    assertThat(new RunError(FailureCategory.LIMIT, "m", "/" + "é".repeat(300)).field())
        .hasSize(200);
    assertThat(new RunCounts(Map.of("b", 1L, "a", 2L)).values().keySet()).containsExactly("a", "b");
  }
}
