package dev.millrace.tools.preflight;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why AWS did not say what was asked, in one line. */
final class Refusals {
  private Refusals() {}

  /** The finding of a check that AWS refused or did not answer. */
  static Finding unknown(Check check, SdkException refusal) {
    return Finding.unknown(
        "%s could not be looked at: %s".formatted(check.subject(), reason(refusal)));
  }

  /** The service's own words where it answered, else what kept it from answering. */
  static String reason(SdkException refusal) {
    return switch (refusal) {
      case AwsServiceException answer when answer.awsErrorDetails() != null ->
          "%s (%s)"
              .formatted(
                  oneLine(answer.awsErrorDetails().errorMessage()),
                  answer.awsErrorDetails().errorCode());
      case ApiCallTimeoutException timeout -> "no answer within the time-out";
      case ApiCallAttemptTimeoutException timeout -> "no answer within the time-out";
      default -> oneLine(refusal.getMessage());
    };
  }

  private static String oneLine(String message) {
    return message == null ? "no reason was given" : message.strip().replaceAll("\\s+", " ");
  }
}
