package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FunctionMetricsTest {
  private final FunctionMetrics metrics =
      new FunctionMetrics(new Settings(Map.of("POWERTOOLS_SERVICE_NAME", "sample")));

  @Test
  void whatTheContractDeclaresIsWritten() {
    assertThatCode(
            () -> {
              metrics.count("Apples", 3);
              metrics.milliseconds("Ripening", 7);
              metrics.count("Apples", 2, "color", "red");
              metrics.bytes("Weight", 9, "tree", "any");
              metrics.flush();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anotherNameUnitDimensionOrValueIsRefusedInATest() {
    refused(() -> metrics.count("Pears", 1), "Pears in Count");
    refused(() -> metrics.milliseconds("Apples", 1), "Apples in Milliseconds");
    refused(() -> metrics.count("Apples", 1, "tree", "red"), "tree=red");
    refused(() -> metrics.count("Apples", 1, "color", "blue"), "color=blue");
    refused(() -> metrics.count("Weight", 1), "Weight in Count");
  }

  private static void refused(ThrowingCallable write, String named) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(write)
        .withMessageContaining("contract.json of sample")
        .withMessageContaining(named);
  }

  @Test
  void aContractIsReadPastWhatOthersReadInIt() {
    assertThat(Contract.of("sample").metrics()).hasSize(4);
    assertThat(Contract.of("sample").dimensions()).containsOnlyKeys("color");
  }
}
