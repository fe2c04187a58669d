package dev.millrace.lake.http;

import dev.millrace.common.http.Problem;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads the metrics table for a request; that it cannot be read is a 503 with the reason. */
final class TableReading {
  private static final Logger LOG = LoggerFactory.getLogger(TableReading.class);

  private TableReading() {}

  static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (SdkException failed) {
      LOG.warn("Reading the metrics table failed: {}", failed.getMessage());
      throw Problem.unavailable("The metrics table cannot be read: " + reason(failed));
    }
  }

  private static String reason(SdkException failed) {
    return switch (failed) {
      case AwsServiceException refused when refused.awsErrorDetails() != null ->
          refused.awsErrorDetails().errorCode();
      case ApiCallTimeoutException timeout -> "it did not answer in time";
      case ApiCallAttemptTimeoutException timeout -> "it did not answer in time";
      default -> "it cannot be reached";
    };
  }
}
