package dev.millrace.tools.preflight;

import java.util.List;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** Whether the CDK has its bucket, repository and roles here. */
final class CdkBootstrap implements Check {
  /**
   * The least version that stacks of aws-cdk-lib 2.263.0 take: MIN_BOOTSTRAP_STACK_VERSION of its
   * DefaultStackSynthesizer, and {@code requiresBootstrapStackVersion} of each stack in an
   * assembly's manifest.json.
   */
  private static final int VERSION = 6;

  private static final String PARAMETER = "/cdk-bootstrap/hnb659fds/version";

  private final AwsServices services;
  private final Target target;

  CdkBootstrap(AwsServices services, Target target) {
    this.services = services;
    this.target = target;
  }

  @Override
  public String subject() {
    return "The CDK's bootstrap stack";
  }

  @Override
  public List<Finding> findings() {
    try (SsmClient ssm = services.ssm()) {
      return List.of(
          judged(ssm.getParameter(request -> request.name(PARAMETER)).parameter().value()));
    } catch (ParameterNotFoundException none) {
      return List.of(
          Finding.missing(
              "The CDK is not bootstrapped here: it has no bucket for the functions' code, no"
                  + " repository for the image and no role to deploy with",
              bootstrap()));
    }
  }

  private Finding judged(String value) {
    if (!value.matches("\\d{1,9}")) {
      return Finding.unknown(
          "%s: the parameter %s held \"%s\", expected a number"
              .formatted(subject(), PARAMETER, value));
    }
    if (Integer.parseInt(value) < VERSION) {
      return Finding.missing(
          "%s has version %s, and the stacks need %d or later".formatted(subject(), value, VERSION),
          bootstrap());
    }
    return Finding.ok("%s has version %s".formatted(subject(), value));
  }

  private String bootstrap() {
    return "(cd infra-cdk && npx cdk bootstrap aws://%s/%s)"
        .formatted(target.account(), target.region());
  }
}
