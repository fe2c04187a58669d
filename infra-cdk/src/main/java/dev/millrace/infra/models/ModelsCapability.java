package dev.millrace.infra.models;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.monitoring.Alarms;
import dev.millrace.infra.settings.SettingsReader;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.s3.LifecycleRule;

/** Keeps models and their versions, and says which version answers. */
public final class ModelsCapability implements Capability {
  /**
   * How other capabilities find the tables {@code ModelVersions}, {@code ModelRouting} and {@code
   * ModelHeartbeats} and the bucket {@code ModelRegistry}.
   */
  public static final String NAME = "models";

  /** Files that are uploaded lie here until they are validated. */
  public static final String STAGING = "staging/";

  /** Files of validated versions: what the endpoint loads. */
  public static final String REGISTRY = "registry/";

  /** What validations came to. */
  public static final String VALIDATIONS = "validations/";

  private static final String API = "ModelsApi";

  private final ModelsSettings settings;
  private final int memoryMegabytes;
  private RolloutMonitoring monitoring;

  /**
   * Reads the settings of the registry.
   *
   * @param memoryMegabytes what an instance of the endpoint has for models
   */
  public ModelsCapability(SettingsReader reader, int memoryMegabytes) {
    settings = ModelsSettings.of(reader);
    this.memoryMegabytes = memoryMegabytes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    stack.table("ModelVersions", "model", table -> table.sortKey(Storage.text("version")));
    stack.table("ModelRouting", "model");
    stack.table("ModelHistory", "model", table -> table.sortKey(Storage.text("change_id")));
    stack.table("ModelHeartbeats", "instance", table -> table.timeToLiveAttribute("expires_at"));
    stack.table(
        "ModelCounters",
        "counted",
        table -> table.sortKey(Storage.text("slot")).timeToLiveAttribute("expires_at"));
    stack.runs("ModelRollouts");
    stack.deadLetters("CountingFailures");
    stack.bucket(
        "ModelRegistry",
        List.of(
            Storage.leftovers(),
            LifecycleRule.builder().prefix(STAGING).expiration(Duration.days(7)).build(),
            LifecycleRule.builder().prefix(VALIDATIONS).expiration(Duration.days(30)).build()));
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var rollouts = new RolloutFunctions(stack, settings);
    new ModelsRegistryFunctions(
            stack, settings, registry -> rollouts.answering(registry, memoryMegabytes))
        .declare();
    raiseAlarms(stack, stack.alarms());
    monitoring = new RolloutMonitoring(stack);
    monitoring.raiseAlarms();
  }

  @Override
  public void drawDashboard(Dashboard dashboard) {
    monitoring.draw(dashboard);
  }

  private static void raiseAlarms(CapabilityFunctions stack, Alarms alarms) {
    alarms.ofFunction(stack.function(API));
    alarms.whenAbove(
        "ValidateVersionErrors",
        "A validation ended without a result; its version may be completed again",
        stack.function("ValidateVersion").metric("Errors", "Sum", Duration.minutes(1)),
        0,
        1);
    alarms.whenAbove(
        "SeedModelsErrors",
        "A deployment's model was not registered, and CloudFormation was not told",
        stack.function("SeedModels").metric("Errors", "Sum", Duration.minutes(1)),
        0,
        1);
    alarms.whenAbove(
        "ModelsAuditFailures",
        "Changes of models are refused, or are not told whole, because the audit table fails",
        stack.contract().metric("AuditFailures", "Sum", Duration.minutes(5)),
        0,
        1);
  }

  @Override
  public List<Route> routes() {
    var version = "/models/{name}/versions/{version}";
    return List.of(
        Route.get("/models", ApiScope.READ, API),
        Route.get("/models/{name}", ApiScope.READ, API),
        Route.get("/models/{name}/history", ApiScope.READ, API),
        Route.get(version, ApiScope.READ, API),
        Route.get("/models/{name}/routing", ApiScope.READ, API),
        Route.get("/models/{name}/rollouts", ApiScope.READ, API),
        Route.get("/models/{name}/rollouts/{id}", ApiScope.READ, API),
        change(HttpMethod.PUT, "/models/{name}/routing"),
        change(HttpMethod.PUT, "/models/{name}/streams"),
        change(HttpMethod.POST, "/models/{name}/rollback"),
        change(HttpMethod.POST, "/models/{name}/rollouts"),
        change(HttpMethod.POST, "/models/{name}/rollouts/{id}/cancel"),
        change(HttpMethod.POST, "/models/{name}/versions"),
        change(HttpMethod.DELETE, version),
        change(HttpMethod.POST, version + "/complete"),
        change(HttpMethod.POST, version + "/deactivate"),
        change(HttpMethod.POST, version + "/activate"));
  }

  private static Route change(HttpMethod method, String path) {
    return Route.change(method, path, ApiScope.OPERATE, API);
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(CalledService.LAMBDA, CalledService.STEP_FUNCTIONS);
  }
}
