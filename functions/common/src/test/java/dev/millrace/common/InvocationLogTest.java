package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.testsupport.Invocation;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
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
  void theLinesOfTasksSideBySideCarryTheIdsToo() throws InterruptedException {
    StringWriter lines = new StringWriter();
    Runnable stop = copying(lines);
    try {
      InvocationLog.begin(new Invocation());
      InvocationLog.correlate("request-7");
      new BoundedTasks(1)
          .all(
              List.of("a"),
              input -> {
                LoggerFactory.getLogger(InvocationLogTest.class).warn("Storing {} failed", input);
                return input;
              },
              Deadline.after(Duration.ofMinutes(1)));
    } finally {
      InvocationLog.end();
      stop.run();
    }

    assertThat(lines.toString())
        .contains("\"message\":\"Storing a failed\"")
        .contains("\"function_request_id\":\"invocation-1\"")
        .contains("\"correlation_id\":\"request-7\"");
  }

  /** Copies what the functions' own logging writes, until told to stop. */
  private static Runnable copying(StringWriter lines) {
    LoggerContext context = LoggerContext.getContext(false);
    Configuration configuration = context.getConfiguration();
    StringLayout layout = (StringLayout) configuration.getAppender("json").getLayout();
    WriterAppender copy = WriterAppender.createAppender(layout, null, lines, "copy", false, true);
    copy.start();
    configuration.getRootLogger().addAppender(copy, null, null);
    context.updateLoggers();
    return () -> {
      configuration.getRootLogger().removeAppender("copy");
      context.updateLoggers();
      copy.stop();
    };
  }

  @Test
  void theNextInvocationsLinesDoNotCarryTheIdsOfThisOne() {
    InvocationLog.begin(new Invocation());
    InvocationLog.end();

    assertThat(MDC.get("correlation_id")).isNull();
    assertThat(MDC.get("function_request_id")).isNull();
  }
}
