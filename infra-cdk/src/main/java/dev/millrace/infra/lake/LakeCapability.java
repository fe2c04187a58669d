package dev.millrace.infra.lake;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.tables.TableUpkeep;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/** Keeps what came: streams to bronze, bronze to silver to gold, and metrics served. */
public final class LakeCapability implements Capability {
  /**
   * How other capabilities find the lake's bucket ({@code Lake}) and its table {@code Manifest}.
   */
  public static final String NAME = "lake";

  private final PlatformSettings platform;
  private final LakeSettings settings;
  private LakeMonitoring monitoring;

  /** Reads the settings of the lake. */
  public LakeCapability(SettingsReader reader, PlatformSettings platform) {
    this.platform = platform;
    settings = LakeSettings.of(reader, platform.streams().retention());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    new LakeData(stack, settings).declare();
    new LakeCatalog(stack, platform.catalog()).declare();
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    new LakeFunctions(stack, settings).declare();
    stack.keepSnapshots(stack.function("MetricsApi"));
    var resources = stack.resources();
    TableUpkeep.of(
        stack,
        "Upkeep",
        LakeCatalog.ICEBERG,
        platform.catalog(),
        resources.bucket(NAME, "Lake"),
        settings.snapshotDays());
    new Queries(
        stack,
        "Queries",
        settings.queries(),
        platform.catalog(),
        resources.bucket(NAME, "QueryResults"));
    monitoring = new LakeMonitoring(stack, settings);
    monitoring.raiseAlarms();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/metrics", ApiScope.READ, "MetricsApi"),
        Route.get("/health", ApiScope.PUBLIC, "MetricsApi"));
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(CalledService.GLUE, CalledService.KINESIS, CalledService.SQS);
  }

  @Override
  public void drawDashboard(Dashboard dashboard) {
    monitoring.draw(dashboard);
  }

  @Override
  public void addCosts(Templates templates, Prices prices, Bill bill) {
    new LakeCosts(templates, prices).addTo(bill);
  }
}
