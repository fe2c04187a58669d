package dev.millrace.tools.smoke.deployment;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a call of AWS failed, in a user's words. */
public final class AwsFailure {
  private AwsFailure() {}

  /** What the service said; where none was reached, why. */
  public static String inWords(SdkException failure) {
    if (failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null) {
      var details = refused.awsErrorDetails();
      return "%s of %s: %s"
          .formatted(details.errorCode(), details.serviceName(), details.errorMessage());
    }
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("Unable to load region")) {
      return "no region: set AWS_REGION, or a region in the AWS profile; for the local stack,"
          + " source .millrace/env";
    }
    if (message.startsWith("Unable to load credentials")) {
      return "no credentials: log in, or choose a profile by AWS_PROFILE; for the local stack,"
          + " source .millrace/env";
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "none: " + cause.getMessage();
  }
}
