package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final Set<String> EVERY_FUNCTION =
      Set.of(
          "logs:CreateLogStream itsLogs",
          "logs:PutLogEvents itsLogs",
          "xray:PutTelemetryRecords *",
          "xray:PutTraceSegments *");

  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void noPolicyAllowsAnActionByWildcard() {
    assertThat(Stream.of(synthesis, Synthesis.otherwise()).flatMap(PermissionsTest::statements))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(texts(statement.path("Action")))
                    .noneMatch(action -> action.contains("*")));
  }

  @Test
  void noRoleBorrowsAPolicyOfAws() {
    assertThat(synthesis.resources("AWS::IAM::Role"))
        .hasSize(15)
        .noneMatch(role -> role.properties().has("ManagedPolicyArns"));
    assertThat(synthesis.resources("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")).isEmpty();
  }

  @Test
  void scoringMayDoWhatItDoes() {
    assertThat(allowed("Scoring", "ScoreSessions"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:BatchGetItem TablesZipCodes",
                "dynamodb:PutItem TablesPredictions",
                "dynamodb:UpdateItem TablesPredictions",
                "kinesis:DescribeStream StreamsSessions",
                "kinesis:DescribeStreamConsumer SessionsConsumer",
                "kinesis:DescribeStreamSummary StreamsSessions",
                "kinesis:GetRecords StreamsSessions",
                "kinesis:GetShardIterator StreamsSessions",
                "kinesis:ListShards StreamsSessions",
                "kinesis:PutRecords StreamsPredictions",
                "kinesis:SubscribeToShard SessionsConsumer",
                "s3:ListBucket BucketsFailures",
                "s3:PutObject BucketsFailures/aws/lambda/*",
                "s3:PutObject BucketsQuarantine/*",
                "sagemaker:InvokeEndpoint Endpoint"));
  }

  @Test
  void theApiMayDoWhatItDoes() {
    assertThat(allowed("Scoring", "PredictionsApi"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:BatchGetItem TablesZipCodes",
                "dynamodb:GetItem TablesPredictions",
                "kinesis:PutRecords StreamsServiceEvents",
                "kinesis:PutRecords StreamsSessions",
                "sagemaker:InvokeEndpoint Endpoint"));
  }

  @Test
  void redriveMayDoWhatItDoes() {
    assertThat(allowed("Scoring", "Redrive"))
        .containsExactlyInAnyOrder(
            and(
                "kinesis:PutRecords StreamsSessions",
                "s3:GetObject BucketsFailures/*",
                "s3:GetObject BucketsQuarantine/*",
                "s3:ListBucket BucketsFailures",
                "s3:ListBucket BucketsQuarantine",
                "s3:PutObject BucketsFailures/redriven/*",
                "s3:PutObject BucketsQuarantine/redriven/*",
                "sqs:SendMessage RedriveDeadLetters"));
  }

  @Test
  void archivingMayDoWhatItDoes() {
    assertThat(allowed("Lake", "ArchiveStreams"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:GetItem LakeDataCheckpoints",
                "dynamodb:PutItem LakeDataCheckpoints",
                "dynamodb:PutItem LakeDataManifest",
                "kinesis:GetRecords StreamsPredictions",
                "kinesis:GetRecords StreamsServiceEvents",
                "kinesis:GetRecords StreamsSessions",
                "kinesis:GetShardIterator StreamsPredictions",
                "kinesis:GetShardIterator StreamsServiceEvents",
                "kinesis:GetShardIterator StreamsSessions",
                "kinesis:ListShards StreamsPredictions",
                "kinesis:ListShards StreamsServiceEvents",
                "kinesis:ListShards StreamsSessions",
                "s3:GetObject LakeDataLake/bronze/*",
                "s3:ListBucket LakeDataLake",
                "s3:PutObject LakeDataLake/bronze/*",
                "sqs:SendMessage LakeDataJobFailures"));
  }

  @Test
  void cleaningMayDoWhatItDoes() {
    assertThat(allowed("Lake", "CleanEvents"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:PutItem LakeDataClaims",
                "dynamodb:Query LakeDataManifest",
                "glue:GetTable catalog",
                "glue:GetTable database/silver",
                "glue:GetTable table/silver/rejected_events",
                "glue:GetTable table/silver/service_events",
                "glue:UpdateTable catalog",
                "glue:UpdateTable database/silver",
                "glue:UpdateTable table/silver/rejected_events",
                "glue:UpdateTable table/silver/service_events",
                "s3:AbortMultipartUpload LakeDataLake/tables/silver/*",
                "s3:DeleteObject LakeDataLake/tables/silver/*",
                "s3:GetObject LakeDataLake/bronze/service-events/*",
                "s3:GetObject LakeDataLake/tables/silver/*",
                "s3:ListBucket LakeDataLake",
                "s3:PutObject LakeDataLake/tables/silver/*",
                "sqs:SendMessage LakeDataJobFailures"));
  }

  @Test
  void aggregatingMayReadSilverAndWriteGold() {
    assertThat(allowed("Lake", "AggregateMetrics"))
        .contains(
            "dynamodb:PutItem LakeDataMetrics",
            "glue:GetTable table/silver/service_events",
            "glue:UpdateTable table/gold/service_metrics_per_minute",
            "s3:GetObject LakeDataLake/tables/silver/*",
            "s3:PutObject LakeDataLake/tables/gold/*")
        .doesNotContain(
            "glue:UpdateTable table/silver/service_events",
            "s3:PutObject LakeDataLake/tables/silver/*");
  }

  @Test
  void metricsAreOnlyReadByTheApi() {
    assertThat(allowed("Lake", "MetricsApi"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:GetItem LakeDataMetrics",
                "dynamodb:Query LakeDataMetrics",
                "dynamodb:Query LakeDataMetrics/index/by-service"));
  }

  @Test
  void buildingAPartMayDoWhatItDoes() {
    assertThat(allowed("Training", "BuildTrainingSetPart"))
        .containsExactlyInAnyOrder(
            and(
                "dynamodb:GetItem LakeDataTrainingRuns",
                "dynamodb:Query LakeDataTrainingRuns",
                "dynamodb:UpdateItem LakeDataTrainingRuns",
                "glue:GetTable catalog",
                "glue:GetTable database/gold",
                "glue:GetTable table/gold/quarantined_sessions",
                "glue:GetTable table/gold/session_features",
                "glue:UpdateTable catalog",
                "glue:UpdateTable database/gold",
                "glue:UpdateTable table/gold/quarantined_sessions",
                "glue:UpdateTable table/gold/session_features",
                "s3:AbortMultipartUpload LakeDataLake/tables/gold/*",
                "s3:DeleteObject LakeDataLake/tables/gold/*",
                "s3:GetObject LakeDataLake/bronze/predictions/*",
                "s3:GetObject LakeDataLake/bronze/sessions/*",
                "s3:GetObject LakeDataLake/tables/gold/*",
                "s3:ListBucket LakeDataLake",
                "s3:PutObject LakeDataLake/tables/gold/*",
                "sqs:DeleteMessage LakeDataTrainingParts",
                "sqs:GetQueueAttributes LakeDataTrainingParts",
                "sqs:ReceiveMessage LakeDataTrainingParts",
                "sqs:SendMessage LakeDataTrainingParts"));
  }

  @Test
  void upkeepMayChangeTheTablesAndNothingElseOfTheLake() {
    assertThat(allowed("Upkeep", ""))
        .contains(
            "glue:UpdateTable table/silver/service_events",
            "s3:DeleteObject LakeDataLake/tables/gold/*",
            "s3:DeleteObject LakeDataLake/tables/silver/*")
        .noneMatch(permission -> permission.contains("bronze"));
  }

  @Test
  void aScheduleMayInvokeItsFunctionAndSayThatItCouldNot() {
    assertThat(allowed("Lake", "ArchiveStreamsSchedule"))
        .containsExactlyInAnyOrder(
            "lambda:InvokeFunction ArchiveStreamsLive",
            "sqs:SendMessage LakeDataScheduleDeadLetters");
  }

  private static String[] and(String... own) {
    return Stream.concat(EVERY_FUNCTION.stream(), Arrays.stream(own)).toArray(String[]::new);
  }

  /** "action resource" pairs of a function's role; a resource by its construct and key pattern. */
  private Set<String> allowed(String capability, String function) {
    var role = synthesis.resource("AWS::IAM::Role", capability + "/" + function + "Role");
    var allowed = new TreeSet<String>();
    statements(role)
        .forEach(
            statement ->
                texts(statement.path("Action"))
                    .forEach(
                        action ->
                            resources(statement.path("Resource"))
                                .forEach(
                                    resource ->
                                        allowed.add(
                                            action
                                                + " "
                                                + resource.replace(
                                                    function + "Logs", "itsLogs")))));
    return allowed;
  }

  private Stream<String> resources(JsonNode resource) {
    return resource.isArray() ? resource.valueStream().map(this::name) : Stream.of(name(resource));
  }

  private String name(JsonNode resource) {
    if (resource.isTextual()) {
      return resource.asText();
    }
    var parts = new StringBuilder();
    if (resource.path("Fn::Join").toString().contains(":glue:")) {
      return resource
          .at("/Fn::Join/1")
          .get(resource.at("/Fn::Join/1").size() - 1)
          .asText()
          .substring(1);
    }
    if (resource.has("Fn::Join")) {
      resource
          .at("/Fn::Join/1")
          .forEach(part -> parts.append(part.isTextual() ? part.asText() : name(part)));
      return parts.toString();
    }
    if (resource.path("Ref").asText().startsWith("AWS::")) {
      return resource.path("Ref").asText();
    }
    var id =
        resource.has("Fn::ImportValue")
            ? resource.path("Fn::ImportValue").asText()
            : resource.path("Ref").asText(resource.at("/Fn::GetAtt/0").asText());
    return constructs().entrySet().stream()
        .filter(construct -> id.contains(construct.getKey()))
        .map(Map.Entry::getValue)
        .findAny()
        .orElseThrow(() -> new AssertionError("Unknown resource " + resource));
  }

  private Map<String, String> constructs() {
    var constructs = new TreeMap<String, String>();
    synthesis
        .resources()
        .forEach(
            resource ->
                constructs.put(
                    resource.id(),
                    resource
                        .path()
                        .replaceFirst("^(Scoring|Lake|Training)/", "")
                        .replace("/", "")));
    return constructs;
  }

  private static Stream<JsonNode> statements(Synthesis synthesis) {
    var apart =
        synthesis.resources("AWS::IAM::Policy").stream()
            .flatMap(policy -> policy.properties().at("/PolicyDocument/Statement").valueStream());
    var inline =
        synthesis.resources("AWS::IAM::Role").stream().flatMap(PermissionsTest::statements);
    return Stream.concat(inline, apart);
  }

  private static Stream<JsonNode> statements(Templates.Resource role) {
    return role.properties()
        .path("Policies")
        .valueStream()
        .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream());
  }

  private static Stream<String> texts(JsonNode node) {
    return node.isArray() ? node.valueStream().map(JsonNode::asText) : Stream.of(node.asText());
  }
}
