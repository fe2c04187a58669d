package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.CalledService;
import dev.millrace.infra.settings.SettingsReader;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/** Takes events by HTTP. */
public final class IngestionCapability implements Capability {
  static final String NAME = "ingestion";

  private final IngestionSettings settings;
  private IngestionMonitoring monitoring;

  /** Reads the settings of ingestion. */
  public IngestionCapability(SettingsReader reader) {
    settings = IngestionSettings.of(reader);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void declareData(CapabilityData stack) {}

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    EventsFunction.declare(stack, settings);
    monitoring = new IngestionMonitoring(stack);
    monitoring.raiseAlarms();
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.records("/events", ApiScope.INGEST, EventsFunction.ID));
  }

  @Override
  public List<CalledService> calledServices() {
    return List.of(CalledService.KINESIS);
  }

  @Override
  public void drawDashboard(Dashboard dashboard) {
    monitoring.draw(dashboard);
  }
}
