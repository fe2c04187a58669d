package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.Patience;
import dev.millrace.tools.smoke.deployment.QuarantineBucket;
import dev.millrace.tools.smoke.deployment.SmokeDocuments;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** Documents in, predictions out; the one that is malformed goes to quarantine. */
public final class DocumentsStep implements Step {
  public static final int GOOD = 12;
  private static final String MALFORMED = "malformed_json";

  private final Deployment deployment;

  public DocumentsStep(Deployment deployment) {
    this.deployment = deployment;
  }

  /** The ids of its good documents. */
  public static List<String> goodIds(SmokeDocuments documents) {
    return IntStream.rangeClosed(1, GOOD).mapToObj(documents::id).toList();
  }

  /** The id of its malformed document. */
  public static String malformedId(SmokeDocuments documents) {
    return documents.id(GOOD + 1);
  }

  @Override
  public String name() {
    return "documents";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    SmokeDocuments documents = deployment.documents();
    List<String> good = goodIds(documents);
    String malformed = malformedId(documents);
    deployment
        .api()
        .putEvents(
            "sessions",
            Stream.concat(
                    good.stream().map(documents::good), Stream.of(documents.malformed(malformed)))
                .toArray(String[]::new));
    Patience patience = new Patience(deployment.patience());
    PredictedDocuments predicted = new PredictedDocuments(deployment.api(), documents, good);
    while (!predicted.areThere()) {
      patience.pause(() -> notPredicted(predicted, good.getFirst()));
    }
    String seconds = "%.1f s".formatted(patience.elapsed().toMillis() / 1000.0);
    awaitQuarantine(malformed);
    return "%d documents predicted within %s, one quarantined as %s"
        .formatted(GOOD, seconds, MALFORMED);
  }

  /** Asks for a prediction without the stream, which tells whether the model is at fault. */
  private StepFailure notPredicted(PredictedDocuments predicted, String id)
      throws InterruptedException {
    String directly;
    try {
      directly =
          deployment
              .api()
              .post("/predictions", "application/json", deployment.documents().good(id))
              .seen();
    } catch (StepFailure failure) {
      directly = failure.getMessage();
    }
    return new StepFailure(
        "stored predictions of %d documents within %d s"
            .formatted(GOOD, deployment.patience().toSeconds()),
        "none of %d of them: %s; asked without the stream, POST /predictions answers %s"
            .formatted(predicted.missing(), predicted.lastSeen(), directly),
        "the log of ScoreSessions, the alarms of scoring (SessionsIteratorAge, SessionsOnFailure),"
            + " and the model's endpoint where POST /predictions is not answered either");
  }

  private void awaitQuarantine(String id) throws StepFailure, InterruptedException {
    String bucket = deployment.outputs().value("QuarantineBucket");
    try (S3Client s3 = deployment.clients().s3()) {
      QuarantineBucket.Line line =
          new QuarantineBucket(s3, bucket, deployment.start()).await(id, 0, deployment.patience());
      if (!line.reason().equals(MALFORMED)) {
        throw new StepFailure(
            "document %s in quarantine as %s".formatted(id, MALFORMED),
            "reason %s".formatted(line.reason()),
            "s3://%s/%s".formatted(bucket, line.key()));
      }
    }
  }
}
