package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.common.InvalidInput;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewRunTest {
  private static void refused(ThrowingCallable call, String... words) {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(call)
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{} {}", "{\"a\": 1, \"a\": 2}", "{\"a\": "})
  void aRequestThatIsNoJsonObjectIsRefused(String request) {
    refused(() -> new NewRun("anna", "", request), "The request", "expected a JSON object");
  }

  @Test
  void aRequestOfTheLimitIsTakenAndOneByteMoreIsNot() {
    String frame = "{\"a\": \"\"}";
    String filled = "x".repeat(NewRun.MAXIMUM_REQUEST - frame.length());

    assertThat(new NewRun("anna", "", "{\"a\": \"" + filled + "\"}").request()).contains("xxx");
    refused(() -> new NewRun("anna", "", "{\"a\": \"x" + filled + "\"}"), "65537", "65536");
  }

  @Test
  void anOwnerIsNamed() {
    refused(() -> new NewRun(" ", "", "{}"), "owner", "1 to 256 characters");
    refused(() -> new NewRun("x".repeat(257), "", "{}"), "owner");
    refused(() -> new NewRun("anna", "x".repeat(257), "{}"), "subject", "256");
  }

  @Test
  void countsAreNamedFewAndNotNegative() {
    Map<String, Long> many = new TreeMap<>();
    for (int i = 0; i < 33; i++) {
      many.put("c" + i, 1L);
    }

    assertThatIllegalArgumentException().isThrownBy(() -> new RunCounts(Map.of("Rows", 1L)));
    assertThatIllegalArgumentException().isThrownBy(() -> new RunCounts(Map.of("rows", -1L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunCounts(many))
        .withMessageContaining("33");
  }

  @Test
  void aResultIsABoundedJsonObject() {
    RunEnd end = RunEnd.succeeded(RunCounts.NONE);

    refused(() -> end.withResult("[1]"), "The result", "an array");
    refused(
        () -> end.withResult("{\"a\": \"" + "x".repeat(RunEnd.MAXIMUM_RESULT) + "\"}"), "32768");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sample",
        "arn:aws:states:eu-central-1:123456789012:execution:sample:one",
        "arn:aws:states:eu-central-1:123456789012:stateMachine:sample:7"
      })
  void aMachineIsNamedByItsPlainArn(String arn) {
    refused(() -> new RunMachine(null, arn), "ARN", "stateMachine:NAME");
  }
}
