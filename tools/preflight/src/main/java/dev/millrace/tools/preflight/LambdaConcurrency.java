package dev.millrace.tools.preflight;

import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AccountLimit;

/** How many functions may run at once. */
final class LambdaConcurrency implements Check {
  /**
   * What Lambda itself keeps for functions without a reservation, in an account that has as many:
   * with fewer, no function can have one.
   */
  private static final int ENOUGH = 100;

  /** What AWS gives an account that it knows. */
  private static final int USUAL = 1_000;

  private static final String QUOTA = "L-B99A9384";

  private final AwsServices services;
  private final Target target;

  LambdaConcurrency(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "The number of functions that may run at once";
  }

  @Override
  public List<Finding> findings() {
    try (LambdaClient lambda = services.lambda()) {
      AccountLimit limit = lambda.getAccountSettings(request -> {}).accountLimit();
      String numbers =
          "Lambda runs up to %,d functions at once here, %,d of them without a reservation"
              .formatted(limit.concurrentExecutions(), limit.unreservedConcurrentExecutions());
      if (limit.unreservedConcurrentExecutions() >= ENOUGH) {
        return List.of(Finding.ok(numbers));
      }
      return List.of(
          Finding.missing(
              numbers
                  + (": a new account has 10. Millrace deploys, for it reserves none unless told"
                      + " to, but all its functions share these with the account's others; past"
                      + " them, events wait and callers of the API are refused"),
              target.aws(
                  "service-quotas request-service-quota-increase --service-code lambda"
                      + " --quota-code %s --desired-value %d".formatted(QUOTA, USUAL))));
    }
  }
}
