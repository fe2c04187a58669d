package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.settings.PlatformSettings;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.tables.IcebergTable;
import dev.millrace.infra.tables.TableUpkeep;
import java.util.List;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/** Takes events by HTTP, and pulls rows from other systems by jobs. */
public final class IngestionCapability implements Capability {
  static final String NAME = "ingestion";

  /** Where the tables are that jobs write. */
  static final String LAYER = "silver";

  /** What is declared of them; the others are made by the jobs that first have rows for them. */
  static final List<IcebergTable> TABLES =
      List.of(new IcebergTable(LAYER, "RejectedRows", "rejected_rows"));

  private final PlatformSettings platform;
  private final IngestionSettings settings;
  private IngestionMonitoring monitoring;

  /** Reads the settings of ingestion. */
  public IngestionCapability(SettingsReader reader, PlatformSettings platform) {
    this.platform = platform;
    settings = IngestionSettings.of(reader);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {
    new IngestionData(stack, settings).declare();
    var bucket = stack.resources().bucket(LakeCapability.NAME, "Lake").getBucketName();
    TABLES.forEach(table -> table.declare(stack, bucket, platform.catalog()));
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var upkeep =
        TableUpkeep.withCreated(
            stack,
            "Upkeep",
            TABLES,
            TableUpkeep.CreatedTables.ingested(LAYER),
            platform.catalog(),
            stack.resources().bucket(LakeCapability.NAME, "Lake"),
            settings.snapshotDays());
    var events = EventsFunction.declare(stack, settings);
    var jobs = new JobFunctions(stack, settings, upkeep);
    stack.keepSnapshots(events, jobs.api());
    if (settings.pullsElasticsearch()) {
      new ElasticsearchFunctions(stack, settings.elasticsearchSources())
          .declare(
              settings.pullElasticsearchMemory(),
              settings.elasticsearchPeriod(),
              settings.secretPrefix(stack.deployment().environment()));
    }
    monitoring = new IngestionMonitoring(stack, settings.pullsElasticsearch());
    monitoring.raiseAlarms();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.records("/events", ApiScope.INGEST, EventsFunction.ID),
        change("/jobs"),
        change("/jobs/{id}/cancel"),
        change("/jobs/{id}/retry"),
        read("/jobs"),
        read("/jobs/{id}"),
        Route.records("/transformations/preview", ApiScope.INGEST, JobFunctions.API),
        read("/datasets"),
        read("/records"),
        read("/quality"),
        read("/lineage"));
  }

  private static Route change(String path) {
    return Route.change(HttpMethod.POST, path, ApiScope.INGEST, JobFunctions.API);
  }

  private static Route read(String path) {
    return Route.get(path, ApiScope.READ, JobFunctions.API);
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(
        CalledService.GLUE,
        CalledService.KINESIS,
        CalledService.SECRETS_MANAGER,
        CalledService.STEP_FUNCTIONS);
  }

  @Override
  public void drawDashboard(Dashboard dashboard) {
    monitoring.draw(dashboard);
  }

  @Override
  public void addCosts(Templates templates, Prices prices, Bill bill) {
    new IngestionCosts(templates, prices).addTo(bill);
  }
}
