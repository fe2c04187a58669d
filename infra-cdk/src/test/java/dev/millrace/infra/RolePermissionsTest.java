package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolePermissionsTest {
  private static final Pattern OUTPUT_OF_RESOURCE =
      Pattern.compile("PublishOutput(?:Ref|FnGetAtt)(\\w+?)[0-9A-F]{8}\\w*");

  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void noPolicyAllowsAnActionByWildcard() {
    assertThat(Stream.of(synthesis, Synthesis.otherwise()).flatMap(RolePermissionsTest::statements))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(strings(statement.path("Action")))
                    .noneMatch(action -> action.contains("*")));
  }

  @Test
  void noRoleBorrowsAPolicyOfAws() {
    assertThat(synthesis.resources("AWS::IAM::Role"))
        .isNotEmpty()
        .noneMatch(role -> role.properties().has("ManagedPolicyArns"));
    assertThat(synthesis.resources("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")).isEmpty();
  }

  /** X-Ray, EC2 and the image registry's token take no narrower resource. */
  @Test
  void onlyWhatTakesNoResourceIsAllowedOnAll() {
    assertThat(Stream.of(synthesis, Synthesis.otherwise()).flatMap(RolePermissionsTest::statements))
        .filteredOn(statement -> statement.path("Resource").asText().equals("*"))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(strings(statement.path("Action")))
                    .allMatch(action -> action.matches("(xray|ec2):.*|ecr:GetAuthorizationToken")));
  }

  /** What a function is told by name it may use, but for what only the scheduler does. */
  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionMayUseWhatItIsTold(Templates.Resource function) {
    var role = roleOf(function);
    var allowed = statements(role).map(JsonNode::toString).collect(Collectors.joining());
    assertThat(function.properties().at("/Environment/Variables").properties())
        .filteredOn(variable -> named(variable.getValue()).isPresent())
        .allSatisfy(
            variable ->
                assertThat(allowed)
                    .as(variable.getKey())
                    .contains(named(variable.getValue()).orElseThrow()));
  }

  static List<Templates.Resource> functions() {
    return Synthesis.byDefault().resources("AWS::Lambda::Function");
  }

  private Templates.Resource roleOf(Templates.Resource function) {
    var id = function.property("/Role/Fn::GetAtt/0");
    return synthesis.resources("AWS::IAM::Role").stream()
        .filter(role -> role.stack().equals(function.stack()) && role.id().equals(id))
        .findAny()
        .orElseThrow();
  }

  /**
   * The logical id of another stack's resource, without the hash at its end: the name of an output
   * is made of it.
   */
  private static Optional<String> named(JsonNode value) {
    return Optional.of(value.at("/Fn::GetStackOutput/OutputName").asText())
        .map(OUTPUT_OF_RESOURCE::matcher)
        .filter(Matcher::matches)
        .map(output -> output.group(1).replaceFirst("EndpointName$", ""));
  }

  @Test
  void metricsAreOnlyReadByTheApi() {
    assertThat(actions("MetricsApi"))
        .filteredOn(action -> action.startsWith("dynamodb:"))
        .containsOnly("dynamodb:GetItem", "dynamodb:Query");
  }

  /** Another capability's table in the same database is none of its business. */
  @Test
  void filesOfTablesAreAllowedTableByTable() {
    assertThat(statements(synthesis))
        .filteredOn(statement -> statement.path("Resource").toString().contains("/tables/"))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(statement.path("Resource").toString())
                    .containsPattern("/tables/((silver|gold)/([a-z_]+|features_\\*)|ingested)/\\*")
                    .doesNotContainPattern("/tables/(silver|gold)/\\*"));
    assertThat(roleOf(synthesis.resource("AWS::Lambda::Function", "AggregateMetrics")).toString())
        .contains("/tables/gold/service_metrics_per_minute/")
        .doesNotContain("features_");
  }

  @Test
  void upkeepTouchesNothingOfBronze() {
    assertThat(synthesis.resources("AWS::IAM::Role"))
        .filteredOn(role -> role.path().startsWith("Upkeep/"))
        .isNotEmpty()
        .noneMatch(role -> role.properties().toString().contains("bronze"));
  }

  @Test
  void aScheduleMayInvokeItsFunctionAndSayThatItCouldNot() {
    assertThat(actions("ArchiveStreamsSchedule"))
        .containsExactlyInAnyOrder("lambda:InvokeFunction", "sqs:SendMessage");
  }

  private List<String> actions(String of) {
    return statements(synthesis.resource("AWS::IAM::Role", of + "Role"))
        .flatMap(statement -> strings(statement.path("Action")))
        .toList();
  }

  private static Stream<JsonNode> statements(Synthesis synthesis) {
    var apart =
        synthesis.resources("AWS::IAM::Policy").stream()
            .flatMap(policy -> policy.properties().at("/PolicyDocument/Statement").valueStream());
    var inline =
        synthesis.resources("AWS::IAM::Role").stream().flatMap(RolePermissionsTest::statements);
    return Stream.concat(inline, apart);
  }

  private static Stream<JsonNode> statements(Templates.Resource role) {
    return role.properties()
        .path("Policies")
        .valueStream()
        .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream());
  }

  private static Stream<String> strings(JsonNode node) {
    return node.isArray() ? node.valueStream().map(JsonNode::asText) : Stream.of(node.asText());
  }
}
