package dev.millrace.tools.smoke.deployment;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * An inline policy that denies the scorer's role its model endpoint, until it is closed. It is
 * taken away too when the program is ended in between, and at the beginning where an earlier run
 * left it behind.
 */
public final class DeniedEndpoint implements AutoCloseable {
  private static final String POLICY = "smoke-deny";
  private static final String DOCUMENT =
      """
      {"Version":"2012-10-17","Statement":[\
      {"Effect":"Deny","Action":"sagemaker:InvokeEndpoint","Resource":"*"}]}\
      """;

  private final IamClient iam;
  private final String role;
  private final Thread hook;

  private DeniedEndpoint(IamClient iam, String role) {
    this.iam = iam;
    this.role = role;
    this.hook = new Thread(() -> removeAtTheEnd(role), POLICY);
  }

  /** With a client of its own: the test's may be closed by then. */
  private static void removeAtTheEnd(String role) {
    try (IamClient own =
        IamClient.builder().httpClientBuilder(ApacheHttpClient.builder()).build()) {
      remove(own, role);
    } catch (SdkException e) {
      System.err.printf(
          "smoke: %s may still be denied its model (%s): aws iam delete-role-policy --role-name %s --policy-name %s%n",
          role, e.getMessage(), role, POLICY);
    }
  }

  /** Denies the endpoint. IAM takes seconds, and sometimes more, until all of AWS knows. */
  public static DeniedEndpoint of(IamClient iam, String role) {
    DeniedEndpoint denied = new DeniedEndpoint(iam, role);
    Runtime.getRuntime().addShutdownHook(denied.hook);
    try {
      iam.putRolePolicy(
          request -> request.roleName(role).policyName(POLICY).policyDocument(DOCUMENT));
    } catch (IamException refused) {
      Runtime.getRuntime().removeShutdownHook(denied.hook);
      throw refused;
    }
    return denied;
  }

  /**
   * Takes the policy from the role.
   *
   * @return whether it was there
   */
  public static boolean remove(IamClient iam, String role) {
    try {
      iam.deleteRolePolicy(request -> request.roleName(role).policyName(POLICY));
      return true;
    } catch (NoSuchEntityException notThere) {
      return false;
    }
  }

  @Override
  public void close() {
    remove(iam, role);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs, and finds nothing to remove.
      Thread.currentThread().interrupt();
    }
  }
}
