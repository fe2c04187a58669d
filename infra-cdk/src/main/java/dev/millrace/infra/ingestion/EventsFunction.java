package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.RoutesUse;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.models.ModelsCapability;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;

/** The function that puts the events of a request on their stream. */
final class EventsFunction {
  static final String ID = "EventsApi";

  private EventsFunction() {}

  static LiveFunction declare(CapabilityFunctions stack, IngestionSettings settings) {
    var resources = stack.resources();
    // Its snapshot is taken while the deployment's model is bound to the stream of sessions.
    stack
        .getNode()
        .addDependency(resources.find(CustomResource.class, ModelsCapability.NAME, "SeededModels"));
    return stack.function(
        FunctionDefinition.of(
                ID,
                "Puts the events of the HTTP API's requests on their streams",
                settings.eventsApiMemory(),
                Duration.seconds(29))
            .fromSnapshot()
            .environment(LiveFunction.FIRST_COMPILER_ONLY)
            .uses(
                RoutesUse.of(id -> resources.table(ModelsCapability.NAME, id), "dynamodb:GetItem"))
            .uses(
                Use.stream(
                    "SESSIONS_STREAM",
                    resources.stream(DeclaredResources.PLATFORM, "Sessions"),
                    "kinesis:PutRecords"),
                Use.stream(
                    "SERVICE_EVENTS_STREAM",
                    resources.stream(DeclaredResources.PLATFORM, "ServiceEvents"),
                    "kinesis:PutRecords")));
  }
}
