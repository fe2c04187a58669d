package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.capability.ApiScope;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.Route;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.SettingsReader;
import dev.millrace.infra.statemachine.UnsupportedMachineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** A capability of one function, one table and one route takes a class and a place in the list. */
class AddedCapabilityTest {
  private static final Synthesis SYNTHESIS =
      Synthesis.of(
          "added", Map.of("corsOrigins", "https://example.com"), AddedCapabilityTest::capabilities);

  /** It changes its table by {@code PUT}. The zip of another stands for its own. */
  private static final class NotesCapability implements Capability {
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
                      "NOTES_TABLE",
                      stack.resources().table("notes", "Notes"),
                      "dynamodb:PutItem"));
      stack.alarms().ofFunction(stack.function(notes));
    }

    @Override
    public List<Route> routes() {
      return List.of(Route.change(HttpMethod.PUT, "/notes/{id}", ApiScope.OPERATE, "NotesApi"));
    }
  }

  private static Capabilities capabilities(SettingsReader reader) {
    return with(reader, new NotesCapability());
  }

  private static Capabilities with(SettingsReader reader, Capability added) {
    var standing = Capabilities.of(reader);
    var all = new ArrayList<>(standing.list());
    all.add(added);
    return new Capabilities(standing.platform(), all);
  }

  @Test
  void itHasAStackForItsDataAndOneForItsFunctions() {
    assertThat(SYNTHESIS.resource("AWS::DynamoDB::Table", "Notes").stack())
        .isEqualTo("MillraceNotesData");
    assertThat(function().stack()).isEqualTo("MillraceNotes");
    assertThat(function().property("/Handler"))
        .isEqualTo("dev.millrace.notes.NotesApi::handleRequest");
    assertThat(SYNTHESIS.complaints()).isEmpty();
  }

  @Test
  void itsFunctionIsToldWhatItMayUse() {
    assertThat(environment()).contains("NOTES_TABLE", "POWERTOOLS_SERVICE_NAME");
    assertThat(role().toString()).contains("dynamodb:PutItem", "FnGetAttNotes");
  }

  /** The capability says only that its route changes something. */
  @Test
  void itsChangesAreAudited() {
    assertThat(environment()).contains("AUDIT_TABLE", "AUDIT_DAYS");
    assertThat(role().toString()).contains("FnGetAttAudit");
    assertThat(environmentOf("PredictionsApi")).doesNotContain("AUDIT_TABLE");
  }

  @Test
  void itsRouteIsInTheApiAndItsMethodIsAllowedToBrowsers() {
    assertThat(SYNTHESIS.resources("AWS::ApiGatewayV2::Route"))
        .filteredOn(route -> route.property("/RouteKey").equals("PUT /notes/{id}"))
        .singleElement()
        .satisfies(
            route ->
                assertThat(route.property("/AuthorizationScopes/0")).isEqualTo("millrace/operate"));
    assertThat(
            SYNTHESIS
                .resource("AWS::ApiGatewayV2::Api", "HttpApi/Api")
                .properties()
                .at("/CorsConfiguration/AllowMethods"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("DELETE", "GET", "POST", "PUT");
  }

  /** Its machine runs on AWS, and would do something else on a laptop. */
  @Test
  void aMachineThatTheLocalStackDoesNotRunFailsTheSynthesis() {
    assertThatThrownBy(
            () ->
                Synthesis.of(
                    "unsupported-machine",
                    Map.of(),
                    reader -> with(reader, new MachineCapability())))
        .isInstanceOf(UnsupportedMachineException.class)
        .hasMessage(
            "State machine Jobs: state 'Wait' is written in JSONata; the local stack expects JSONPath");
  }

  private static final class MachineCapability implements Capability {
    @Override
    public String name() {
      return "jobs";
    }

    @Override
    public void declareData(CapabilityData stack) {}

    @Override
    public void declareFunctions(CapabilityFunctions stack) {
      CfnStateMachine.Builder.create(stack, "Jobs")
          .roleArn("arn:aws:iam::123456789012:role/jobs")
          .definitionString(
              """
              {"StartAt": "Wait", "States":
                {"Wait": {"Type": "Wait", "QueryLanguage": "JSONata", "Seconds": 1, "End": true}}}""")
          .build();
    }
  }

  private static Templates.Resource function() {
    return SYNTHESIS.resource("AWS::Lambda::Function", "NotesApi");
  }

  private static JsonNode role() {
    return SYNTHESIS.resource("AWS::IAM::Role", "NotesApiRole").properties();
  }

  private static List<String> environment() {
    return environmentOf("NotesApi");
  }

  private static List<String> environmentOf(String function) {
    return SYNTHESIS
        .resource("AWS::Lambda::Function", function)
        .properties()
        .at("/Environment/Variables")
        .propertyStream()
        .map(Map.Entry::getKey)
        .toList();
  }
}
