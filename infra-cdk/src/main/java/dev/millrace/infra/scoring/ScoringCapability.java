package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.SettingsReader;
import java.util.List;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/** Scores sessions, from the stream and by request, and redrives what could not be scored. */
public final class ScoringCapability implements Capability {
  /** How other capabilities find the table of look-ups ({@code Lookups}). */
  public static final String NAME = "scoring";

  private static final String BACKFILLS = "/models/{name}/backfills";

  private final ScoringSettings settings;
  private ScoringMonitoring monitoring;

  /** Reads the settings of scoring. */
  public ScoringCapability(SettingsReader reader) {
    settings = ScoringSettings.of(reader);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    stack.table("Predictions", "id", table -> table.sortKey(Storage.text("model")));
    stack.table("Lookups", "_millrace_key");
    var rules = List.of(Storage.leftovers(settings.quarantineRetentionDays()));
    stack.bucket("Quarantine", rules);
    stack.bucket("Failures", rules);
    stack.deadLetters("RedriveDeadLetters");
    stack.runs("Backfills");
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var functions = new ScoringFunctions(stack, settings);
    stack.keepSnapshots(stack.function("ScoreSessions"), stack.function("PredictionsApi"));
    monitoring = new ScoringMonitoring(stack, settings.alarms(), functions.sessionsMapping());
    monitoring.raiseAlarms();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.records("/predictions", ApiScope.PREDICT, "PredictionsApi"),
        Route.get("/predictions/{id}", ApiScope.READ, "PredictionsApi"),
        Route.get(BACKFILLS, ApiScope.READ, "BackfillsApi"),
        Route.get(BACKFILLS + "/{id}", ApiScope.READ, "BackfillsApi"),
        Route.change(HttpMethod.POST, BACKFILLS, ApiScope.OPERATE, "BackfillsApi"),
        Route.change(
            HttpMethod.POST, BACKFILLS + "/{id}/cancel", ApiScope.OPERATE, "BackfillsApi"));
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(
        CalledService.KINESIS,
        CalledService.SAGEMAKER_RUNTIME,
        CalledService.SQS,
        CalledService.STEP_FUNCTIONS);
  }

  @Override
  public void drawDashboard(Dashboard dashboard) {
    monitoring.draw(dashboard);
  }

  @Override
  public void addCosts(Templates templates, Prices prices, Bill bill) {
    new ScoringCosts(templates, prices).addTo(bill);
  }
}
