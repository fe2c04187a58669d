package dev.millrace.infra.ingestion;

import static dev.millrace.infra.monitoring.Graphs.graph;

import dev.millrace.infra.capability.CapabilityFunctions;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;

/** What is watched of ingestion. */
final class IngestionMonitoring {
  private static final Duration MINUTE = Duration.minutes(1);

  private final CapabilityFunctions stack;

  IngestionMonitoring(CapabilityFunctions stack) {
    this.stack = stack;
  }

  void raiseAlarms() {
    var events = stack.function(EventsFunction.ID);
    stack.releaseByDegrees(events, stack.alarms().ofFunction(events));
  }

  void draw(Dashboard dashboard) {
    var events = stack.function(EventsFunction.ID);
    dashboard.addWidgets(
        graph(
            "Requests with events",
            events.metric("Invocations", "Sum", MINUTE),
            events.metric("Errors", "Sum", MINUTE)),
        graph("Requests with events, ms at p99", events.metric("Duration", "p99", MINUTE)));
  }
}
