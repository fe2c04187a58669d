package dev.millrace.local.support;

/** The AWS account that local resources belong to. */
public final class LocalAccount {
  /** Its number, of twelve digits. */
  public static final String ID = "000000000000";

  private LocalAccount() {}

  /**
   * The ARN of a resource of the account.
   *
   * @param service as ARNs spell it, such as {@code states}
   * @param resource what stands behind the account, such as {@code stateMachine:jobs}
   */
  public static String arn(String service, String region, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, ID, resource);
  }
}
