package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.models.validation.ValidationRequest;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** The function that validates versions, which answers by an object. Thread-safe. */
public final class ValidationFunction {
  private final LambdaClient lambda;
  private final String name;

  /**
   * A function.
   *
   * @param name its name or ARN
   */
  public ValidationFunction(LambdaClient lambda, String name) {
    this.lambda = Objects.requireNonNull(lambda);
    this.name = Objects.requireNonNull(name);
  }

  /** Asks for a validation, and does not wait for it. */
  void start(ValidationRequest request, Deadline deadline) {
    lambda.invoke(
        invoke ->
            invoke
                .functionName(name)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromByteArray(request.json()))
                .overrideConfiguration(deadline.bound()));
  }
}
