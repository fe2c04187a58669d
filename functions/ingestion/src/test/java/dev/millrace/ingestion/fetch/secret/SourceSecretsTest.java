package dev.millrace.ingestion.fetch.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RetryableFetch;
import dev.millrace.ingestion.fetch.server.SecretsServer;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import dev.millrace.testsupport.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSecretsTest {
  private final SecretsServer server = new SecretsServer();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T12:00:00Z"));
  private final SourceSecrets values = new SourceSecrets(server.client(), clock);

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private static SecretReference reference(String field, String prefix) {
    return new SecretReference(
        "api", Optional.ofNullable(field), prefix, "/sources/0/headers/Authorization");
  }

  private String value(SecretReference reference) throws RetryableFetch {
    return values.value(reference, Deadline.after(Duration.ofSeconds(30)));
  }

  private RunError refusal(SecretReference reference) {
    StepFailure failed = catchThrowableOfType(StepFailure.class, () -> value(reference));
    assertThat(failed).isNotNull();
    return failed.error();
  }

  @Test
  void aTextIsTheValueWithoutTheLineBreakBehindIt() throws Exception {
    server.put("api", "sesame\n");

    assertThat(value(reference(null, "Bearer "))).isEqualTo("Bearer sesame");
  }

  @Test
  void aFieldIsTakenOutOfAnObject() throws Exception {
    server.put("api", "{\"user\":\"anna\",\"token\":\"sesame\"}");

    assertThat(value(reference("token", ""))).isEqualTo("sesame");
  }

  @Test
  void aValueIsRememberedForFiveMinutes() throws Exception {
    server.put("api", "old");
    value(reference(null, ""));
    server.put("api", "new");

    clock.advance(Duration.ofSeconds(299));
    assertThat(value(reference(null, ""))).isEqualTo("old");
    clock.advance(Duration.ofSeconds(1));
    assertThat(value(reference(null, ""))).isEqualTo("new");
    assertThat(server.reads()).isEqualTo(2);
  }

  @Test
  void aForgottenValueIsReadAnew() throws Exception {
    server.put("api", "old");
    value(reference(null, ""));
    server.put("api", "new");

    values.forget(reference(null, ""));

    assertThat(value(reference(null, ""))).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"token\":\"sesame\"}||holds nothing, or an object: `field` says which member",
        "{\"token\":\"sesame\"}|other|is not a text in one JSON object",
        "{\"token\":17}|token|is not a text in one JSON object",
        "sesame|token|is not a text in one JSON object",
        "sesäme||holds other than one line of printable ASCII",
        "{\"token\":\"sesame\\r\\nX: b\"}|token|holds other than one line of printable ASCII",
      })
  void aValueThatCannotBeSentIsRefusedWithoutShowingIt(String held, String field, String how) {
    server.put("api", held);

    RunError error = refusal(reference(field, ""));

    assertThat(error.message()).contains("secret api " + how).doesNotContain("sesame", "säme");
    assertThat(error.field()).isEqualTo("/sources/0/headers/Authorization");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ResourceNotFoundException|is not there",
        "AccessDeniedException|may not be read by ingestion",
        "InvalidRequestException|cannot be read: it is deleted, has no value, or its key is gone",
        "DecryptionFailure|cannot be read: it is deleted, has no value, or its key is gone",
      })
  void aSecretThatIsNotGivenEndsTheSource(String answered, String how) {
    server.fail("api", answered);

    RunError error = refusal(reference(null, ""));

    assertThat(error.category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(error.message()).isEqualTo("The secret api " + how);
  }

  @Test
  void aServiceThatIsThrottledIsAskedAgainLater() {
    server.fail("api", "ThrottlingException");

    RetryableFetch failed =
        catchThrowableOfType(RetryableFetch.class, () -> value(reference(null, "")));

    assertThat(failed.error().category()).isEqualTo(FailureCategory.INTERNAL);
  }
}
