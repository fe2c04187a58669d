package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.artifact.Resources;
import dev.millrace.infra.construct.FanOutConsumer;
import dev.millrace.infra.costs.Templates;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.assertions.Template;

/**
 * What CloudFormation can only replace, and makes anew before it deletes the old one: a name of
 * ours is then taken. {@code create-only-properties.json} has those properties of every type that
 * the templates use; {@code infra-cdk/cfn-lint/create-only} writes it.
 */
class ReplacementTest {
  private static final JsonNode CREATE_ONLY = Resources.json("create-only-properties.json");

  @Test
  void theCreateOnlyPropertiesOfEveryTypeAreKnown() {
    assertThat(resources().map(Templates.Resource::type).filter(type -> !CREATE_ONLY.has(type)))
        .as("write create-only-properties.json anew with infra-cdk/cfn-lint/create-only")
        .isEmpty();
  }

  @Test
  void noResourceIsReplacedForATag() {
    assertThat(resources())
        .filteredOn(resource -> isCreateOnly(resource, "Tags"))
        .isNotEmpty()
        .allSatisfy(
            resource ->
                assertThat(resource.properties().has("Tags")).as(resource.path()).isFalse());
  }

  /** CloudFormation puts a stack's tags on every resource that takes some, create-only or not. */
  @Test
  void noStackHasTags() {
    var manifest = Artifacts.json(Synthesis.byDefault().directory().resolve("manifest.json"));
    assertThat(manifest.path("artifacts"))
        .filteredOn(artifact -> artifact.path("type").asText().equals("aws:cloudformation:stack"))
        .isNotEmpty()
        .noneMatch(artifact -> artifact.path("properties").has("tags"));
  }

  /** The README lists them; each is unique within what is beside it. */
  @Test
  void fewResourcesHaveANameThatIsNotMadeForThem() {
    assertThat(names(stack -> stack.endsWith("Data")))
        .containsExactly(
            "AWS::Cognito::UserPoolResourceServer.Identifier",
            "AWS::Glue::Table.DatabaseName",
            "AWS::Glue::Table.Name");
    assertThat(names(stack -> !stack.endsWith("Data")))
        .containsExactly(
            "AWS::ApiGatewayV2::Stage.StageName",
            "AWS::Athena::NamedQuery.Name",
            "AWS::Athena::WorkGroup.Name",
            "AWS::Glue::TableOptimizer.DatabaseName",
            "AWS::Glue::TableOptimizer.TableName",
            "AWS::Kinesis::StreamConsumer.ConsumerName",
            "AWS::Lambda::Alias.Name",
            "AWS::SageMaker::Endpoint.EndpointName");
  }

  @Test
  void aConsumerThatIsReplacedHasAnotherName() {
    var name = consumerName("A", Optional.empty());
    assertThat(consumerName("A", Optional.empty())).isEqualTo(name);
    assertThat(consumerName("B", Optional.empty())).isNotEqualTo(name);
    assertThat(consumerName("A", Optional.of(Instant.ofEpochSecond(7)))).isEqualTo(name + "-7");
    assertThat(name).matches("[a-zA-Z0-9_.-]{1,128}");
  }

  private static String consumerName(String id, Optional<Instant> startAt) {
    var app = new App();
    var stack = new Stack(app, "Stack");
    FanOutConsumer.create(stack, id, "arn:aws:kinesis:eu-west-1:123456789012:stream/s", startAt);
    Tags.of(app).add("cost-centre", "7");
    var consumers = Template.fromStack(stack).findResources("AWS::Kinesis::StreamConsumer");
    var properties = (Map<?, ?>) consumers.values().iterator().next().get("Properties");
    assertThat(properties.containsKey("Tags")).isFalse();
    return (String) properties.get("ConsumerName");
  }

  private static SortedSet<String> names(Predicate<String> ofStack) {
    return resources()
        .filter(resource -> ofStack.test(resource.stack()))
        .flatMap(ReplacementTest::names)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> names(Templates.Resource resource) {
    return resource
        .properties()
        .propertyStream()
        .filter(property -> property.getValue().isTextual())
        .map(Map.Entry::getKey)
        .filter(name -> name.endsWith("Name") || name.equals("Identifier") || name.equals("Domain"))
        .filter(name -> isCreateOnly(resource, name))
        .map(name -> resource.type() + "." + name);
  }

  private static boolean isCreateOnly(Templates.Resource resource, String property) {
    return CREATE_ONLY
        .path(resource.type())
        .valueStream()
        .anyMatch(name -> name.asText().equals(property));
  }

  private static Stream<Templates.Resource> resources() {
    return Stream.of(Synthesis.byDefault(), Synthesis.otherwise())
        .flatMap(synthesis -> synthesis.resources().stream());
  }
}
