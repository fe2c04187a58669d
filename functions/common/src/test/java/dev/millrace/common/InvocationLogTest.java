package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class InvocationLogTest {
  @Test
  void linesCarryTheRequestIdAsCorrelationIdUntilToldOtherwise() {
    InvocationLog.begin(new Invocation());
    try {
      assertThat(MDC.get("correlation_id")).isEqualTo("invocation-1");

      InvocationLog.correlate("request-7");
      assertThat(MDC.get("correlation_id")).isEqualTo("request-7");
    } finally {
      InvocationLog.end();
    }
  }

  @Test
  void theNextInvocationsLinesDoNotCarryTheIdsOfThisOne() {
    InvocationLog.begin(new Invocation());
    InvocationLog.end();

    assertThat(MDC.get("correlation_id")).isNull();
    assertThat(MDC.get("function_request_id")).isNull();
  }
}
