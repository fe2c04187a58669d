package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.QuarantineBucket;
import dev.millrace.tools.smoke.deployment.RedriveFunction;
import dev.millrace.tools.smoke.deployment.StepFailure;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The malformed document of {@link DocumentsStep} is redriven. It stays malformed: it must come
 * back to quarantine, in another object that counts the redrive.
 */
public final class RequarantineStep implements Step {
  private final Deployment deployment;

  public RequarantineStep(Deployment deployment) {
    this.deployment = deployment;
  }

  @Override
  public String name() {
    return "redrive";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    String id = DocumentsStep.malformedId(deployment.documents());
    String bucket = deployment.outputs().value("QuarantineBucket");
    try (LambdaClient lambda = deployment.clients().lambda();
        S3Client s3 = deployment.clients().s3()) {
      long sent =
          new RedriveFunction(lambda, deployment.outputs(), deployment.start())
              .quarantine("malformed_json");
      if (sent == 0) {
        throw new StepFailure(
            "Redrive to send the malformed document %s back".formatted(id),
            "0 records sent of what is in quarantine since " + deployment.start(),
            "the log of Redrive, and the marks below s3://%s/redriven/".formatted(bucket));
      }
      QuarantineBucket.Line line =
          new QuarantineBucket(s3, bucket, deployment.start()).await(id, 1, deployment.patience());
      return "%d quarantined records sent; the malformed document is back, redriven %d time"
          .formatted(sent, line.redrives());
    }
  }
}
