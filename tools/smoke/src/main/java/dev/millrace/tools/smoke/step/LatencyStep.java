package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.HttpApi;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /predictions}, one document a request, one request after the other. */
public final class LatencyStep implements Step {
  private static final int REQUESTS = 40;

  private final Deployment deployment;
  private final Duration limit;

  public LatencyStep(Deployment deployment, Duration limit) {
    this.deployment = deployment;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    List<String> ids = DocumentsStep.goodIds(deployment.documents());
    // Opens the connection, and an instance where there is none.
    ask(ids.getFirst());
    List<Duration> times = new ArrayList<>();
    for (int request = 0; request < REQUESTS; request++) {
      times.add(ask(ids.get(request % ids.size())));
    }
    times.sort(null);
    String seen =
        "p50 %d ms, p95 %d ms of %d requests"
            .formatted(
                percentile(times, 50).toMillis(), percentile(times, 95).toMillis(), REQUESTS);
    if (percentile(times, 95).compareTo(limit) > 0) {
      throw new StepFailure(
          "p95 of POST /predictions within %d ms".formatted(limit.toMillis()),
          seen,
          "ModelLatency and LookUpLatency of PredictionsApi, and its memory");
    }
    return seen;
  }

  private Duration ask(String id) throws StepFailure, InterruptedException {
    HttpApi.Answer answer =
        deployment.api().post("/predictions", "application/json", deployment.documents().good(id));
    if (answer.status() != 200 || !answer.json().path("prediction").isNumber()) {
      throw new StepFailure(
          "POST /predictions to answer 200 with a prediction",
          answer.seen(),
          "the model's endpoint and the log of PredictionsApi");
    }
    return answer.time();
  }

  /** By the nearest rank. */
  private static Duration percentile(List<Duration> sorted, int percent) {
    return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
  }
}
