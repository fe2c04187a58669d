package dev.millrace.infra.notes;

import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.Use;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;

/** Notes: one function, one table and one route. */
public final class NotesCapability implements Capability {
  @Override
  public String name() {
    return "notes";
  }

  @Override
  public void declareData(CapabilityData stack) {
    stack.table("Notes", "id");
  }

  @Override
  public void declareFunctions(CapabilityFunctions stack) {
    var notes =
        FunctionDefinition.of("NotesApi", "Keeps notes", 512, Duration.seconds(29))
            .uses(
                Use.table(
                    "NOTES_TABLE", stack.resources().table(name(), "Notes"), "dynamodb:PutItem"));
    stack.alarms().ofFunction(stack.function(notes));
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.change(HttpMethod.PUT, "/notes/{id}", ApiScope.OPERATE, "NotesApi"));
  }
}
