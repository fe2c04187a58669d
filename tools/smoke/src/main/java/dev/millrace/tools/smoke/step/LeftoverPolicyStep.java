package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.DeniedEndpoint;
import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.StepFailure;
import software.amazon.awssdk.services.iam.IamClient;

/** Takes away the policy of {@link EndpointFailureStep} where a run that was killed left it. */
public final class LeftoverPolicyStep implements Step {
  private final Deployment deployment;

  public LeftoverPolicyStep(Deployment deployment) {
    this.deployment = deployment;
  }

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public String run() throws StepFailure {
    String role = deployment.outputs().value("ScoringRole");
    try (IamClient iam = deployment.clients().iam()) {
      return DeniedEndpoint.remove(iam, role)
          ? "took away the one that an earlier run left on " + role
          : "none was left by an earlier run on " + role;
    }
  }
}
