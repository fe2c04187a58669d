package dev.millrace.infra;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Everything that runs: the capabilities' functions, the HTTP API in front, and their alarms. */
final class FunctionsStack extends Stack {
  FunctionsStack(
      Construct scope,
      String id,
      StackProps props,
      Settings settings,
      Artifacts artifacts,
      DataStack data,
      ModelStack model) {
    super(scope, id, props);
    var network =
        settings.vpc()
            ? Optional.of(new Network(this, "Network", settings))
            : Optional.<Network>empty();
    var deployment = new Deployment(settings, artifacts, network);
    var scoring = new Scoring(this, "Scoring", deployment, data, model.endpoint);
    var lake = new Lake(this, "Lake", deployment, data);
    var training = new Training(this, "Training", deployment, data);
    new KeptSnapshots(
        this,
        "KeptSnapshots",
        List.of(scoring.scoreSessions, scoring.predictionsApi, lake.metricsApi),
        data.lake.scheduleDeadLetters);
    new Upkeep(this, "Upkeep", settings.lake(), data.lake.bucket);
    new Queries(this, "Queries", settings.lake(), data.lake.queryResults);
    var api = new MillraceApi(this, "HttpApi", settings, data.users, scoring, lake);
    new Monitoring(
        this,
        "Monitoring",
        deployment,
        data,
        new ScoringMetrics(
            scoring,
            model.endpoint.getAttrEndpointName(),
            artifacts.contract(FunctionPackage.SCORING)),
        lake,
        training,
        api.stage);
  }
}
