package dev.millrace.common;

import com.amazonaws.services.lambda.runtime.Context;
import org.slf4j.MDC;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/**
 * What each log line of an invocation carries: the function, its {@code function_request_id}, and
 * the {@code correlation_id}: the id of the record or request being processed, by default Lambda's
 * request id.
 */
public final class InvocationLog {
  private static final String CORRELATION_ID = "correlation_id";

  private InvocationLog() {}

  /** Call first in an invocation, and {@link #end()} last. */
  public static void begin(Context context) {
    PowertoolsLogging.initializeLogging(context);
    correlate(context.getAwsRequestId());
  }

  /** Sets the correlation id of the lines that follow. */
  public static void correlate(String id) {
    MDC.put(CORRELATION_ID, id);
  }

  /** Forgets the invocation, so that the next one's lines do not carry its ids. */
  public static void end() {
    PowertoolsLogging.clearState(true);
    MDC.remove(CORRELATION_ID);
  }
}
