package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.HttpApi;
import dev.millrace.tools.smoke.deployment.StepFailure;

/** {@code GET /health} is ok. */
public final class HealthStep implements Step {
  private final HttpApi api;

  public HealthStep(HttpApi api) {
    this.api = api;
  }

  @Override
  public String name() {
    return "health";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    HttpApi.Answer answer = api.get("/health");
    if (answer.status() != 200 || !answer.json().path("status").asText().equals("ok")) {
      throw new StepFailure(
          "GET /health to answer 200 with status ok",
          answer.seen(),
          "the log of MetricsApi and the metrics table");
    }
    return "status ok";
  }
}
