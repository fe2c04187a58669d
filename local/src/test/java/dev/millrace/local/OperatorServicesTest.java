package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.local.iam.RolePolicies;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.stream.DeliveryCounts;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** What looks after a deployment, by the SDK's own clients. */
class OperatorServicesTest {
  private static final int STACKS = 7;
  private static final String TEMPLATE =
      """
      {"Resources": {
        "WorkerRole": {"Type": "AWS::IAM::Role"},
        "Worker": {"Type": "AWS::Lambda::Function",
          "Properties": {"Role": {"Fn::GetAtt": ["WorkerRole", "Arn"]}}},
        "Lag": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
          "Namespace": "Millrace", "MetricName": "Lag", "Statistic": "Maximum", "Period": 60,
          "EvaluationPeriods": 1, "Threshold": 5, "TreatMissingData": "notBreaching",
          "ComparisonOperator": "GreaterThanThreshold"}},
        "Errors": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
          "Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
          "EvaluationPeriods": 1, "Threshold": 0, "TreatMissingData": "notBreaching",
          "ComparisonOperator": "GreaterThanThreshold"}},
        "Group": {"Type": "AWS::Athena::WorkGroup", "Properties": {"Name": "lake"}}},
       "Outputs": {
        "Role": {"Value": {"Ref": "WorkerRole"}},
        "Alarm": {"Value": {"Fn::Join": ["", ["alarm ", {"Ref": "Lag"}]]}}}}
      """;
  private static final String DENY =
      """
      {"Version": "2012-10-17", "Statement":
        [{"Effect": "Deny", "Action": ["sagemaker:InvokeEndpoint"], "Resource": "*"}]}
      """;

  @TempDir Path directory;
  private RolePolicies policies;
  private OperatorServices services;
  private SdkHttpClient http;
  private String lastQuery;

  @BeforeEach
  void start() throws IOException {
    String artifacts =
        IntStream.range(0, STACKS)
            .mapToObj(
                number ->
                    "\"Stack%d\": {\"type\": \"aws:cloudformation:stack\", \"properties\": {\"templateFile\": \"%s.json\"}}"
                        .formatted(number, number == 0 ? "resources" : "empty"))
            .collect(Collectors.joining(","));
    Files.writeString(
        directory.resolve("manifest.json"), "{\"artifacts\": {%s}}".formatted(artifacts));
    Files.writeString(directory.resolve("resources.json"), TEMPLATE);
    Files.writeString(directory.resolve("empty.json"), "{}");
    Files.createDirectory(directory.resolve("logs"));
    CloudAssembly assembly = CloudAssembly.read(directory);
    Intrinsics intrinsics =
        new Intrinsics(assembly, new LocalAttributes(assembly.region(), "http://q", "http://a"));
    policies = new RolePolicies(assembly, intrinsics);
    URI nobody = URI.create("http://127.0.0.1:1");
    services =
        OperatorServices.start(
            new OperatorServices.Setting(
                assembly,
                intrinsics,
                policies,
                new DeliveryCounts(),
                directory.resolve("logs"),
                nobody,
                nobody));
    http = ApacheHttpClient.create();
  }

  @AfterEach
  void stop() {
    services.close();
    http.close();
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder, String service) {
    return builder
        .region(Region.US_EAST_1)
        .endpointOverride(services.endpoints().get(service))
        .credentialsProvider(LocalCredentials.create())
        .build();
  }

  private CloudFormationClient cloudFormation() {
    return client(CloudFormationClient.builder().httpClient(http), "CLOUDFORMATION");
  }

  private IamClient iam() {
    return client(IamClient.builder().httpClient(http), "IAM");
  }

  private CloudWatchClient cloudWatch() {
    return client(CloudWatchClient.builder().httpClient(http), "CLOUDWATCH");
  }

  private AthenaClient athena() {
    return client(AthenaClient.builder().httpClient(http), "ATHENA");
  }

  @Test
  void stacksAreDescribedPageByPageWithTheirOutputs() {
    assertThat(cloudFormation().describeStacks().stacks()).hasSizeLessThan(STACKS);
    assertThat(cloudFormation().describeStacksPaginator().stacks().stream().map(Stack::stackName))
        .hasSize(STACKS)
        .doesNotHaveDuplicates();
    assertThat(
            cloudFormation()
                .describeStacks(request -> request.stackName("Stack0"))
                .stacks()
                .getFirst()
                .outputs())
        .extracting(Output::outputKey, Output::outputValue)
        .containsExactly(tuple("Role", "worker-role"), tuple("Alarm", "alarm lag"));
    assertThatExceptionOfType(CloudFormationException.class)
        .isThrownBy(() -> cloudFormation().describeStacks(request -> request.stackName("Other")))
        .withMessageContaining("Stack with id Other does not exist");
  }

  @Test
  void aPolicyDeniesItsRolesFunctionTheEndpointsUntilItIsDeleted() {
    assertThat(policies.denyEndpoints("Worker")).isFalse();

    iam().putRolePolicy(put -> put.roleName("worker-role").policyName("p").policyDocument(DENY));

    assertThat(policies.denyEndpoints("Worker")).isTrue();
    assertThat(policies.denyEndpoints("Other")).isFalse();
    assertThat(iam().getRolePolicy(get -> get.roleName("worker-role").policyName("p")).policyName())
        .isEqualTo("p");
    iam().deleteRolePolicy(delete -> delete.roleName("worker-role").policyName("p"));
    assertThat(policies.denyEndpoints("Worker")).isFalse();
    assertThatExceptionOfType(NoSuchEntityException.class)
        .isThrownBy(
            () ->
                iam().deleteRolePolicy(request -> request.roleName("worker-role").policyName("p")));
    assertThatExceptionOfType(NoSuchEntityException.class)
        .isThrownBy(
            () ->
                iam()
                    .putRolePolicy(
                        put -> put.roleName("nobody").policyName("p").policyDocument(DENY)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"sagemaker:InvokeEndpoint\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"sagemaker:InvokeEndpoint\", \"Resource\": \"arn:x\"}}",
        "{\"Statement\": []}",
        "no json"
      })
  void aPolicyThatWouldHaveNoEffectIsRefused(String document) {
    assertThatExceptionOfType(MalformedPolicyDocumentException.class)
        .isThrownBy(
            () ->
                iam()
                    .putRolePolicy(
                        put ->
                            put.roleName("worker-role").policyName("p").policyDocument(document)));
    assertThat(policies.denyEndpoints("Worker")).isFalse();
  }

  @Test
  void anAlarmIsOnWhileTheFunctionsWriteWhatSetsItOff() throws IOException {
    assertThat(states())
        .containsExactly(
            tuple("lag", StateValue.OK), tuple("errors", StateValue.INSUFFICIENT_DATA));

    Files.writeString(
        directory.resolve("logs/worker.log"),
        """
        {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Millrace","Dimensions":[[]],\
        "Metrics":[{"Name":"Lag","Unit":"Count"}]}]},"Lag":6}
        """
            .formatted(Instant.now().toEpochMilli()));

    assertThat(states()).contains(tuple("lag", StateValue.ALARM));
    assertThat(cloudWatch().describeAlarms(request -> request.alarmNames("errors")).metricAlarms())
        .extracting(MetricAlarm::alarmName)
        .containsExactly("errors");
  }

  private List<Tuple> states() {
    return cloudWatch().describeAlarms().metricAlarms().stream()
        .map(alarm -> tuple(alarm.alarmName(), alarm.stateValue()))
        .toList();
  }

  @Test
  void aQueryAnswersItsNamesAndItsRows() {
    QueryExecutionStatus status = ended("SELECT 'a' AS letter, NULL AS nothing");

    assertThat(status.state()).isEqualTo(QueryExecutionState.SUCCEEDED);
    assertThat(
            athena()
                .getQueryResults(request -> request.queryExecutionId(lastQuery))
                .resultSet()
                .rows())
        .extracting(row -> row.data().stream().map(Datum::varCharValue).toList())
        .containsExactly(List.of("letter", "nothing"), Arrays.asList("a", null));
  }

  @Test
  void aQueryThatCannotBeAnsweredFailsWithTheReason() {
    QueryExecutionStatus status = ended("SELECT data FROM events");

    assertThat(status.state()).isEqualTo(QueryExecutionState.FAILED);
    assertThat(status.stateChangeReason()).contains("'events' is named without its database");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> athena().getQueryResults(request -> request.queryExecutionId(lastQuery)))
        .withMessageContaining("has not succeeded");
  }

  @Test
  void aWorkgroupThatIsNotThereIsNamed() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                athena()
                    .startQueryExecution(query -> query.queryString("SELECT 1").workGroup("other")))
        .withMessageContaining("WorkGroup other is not found");
  }

  private QueryExecutionStatus ended(String sql) {
    AthenaClient athena = athena();
    lastQuery =
        athena
            .startQueryExecution(query -> query.queryString(sql).workGroup("lake"))
            .queryExecutionId();
    return Awaitility.await()
        .until(
            () ->
                athena
                    .getQueryExecution(request -> request.queryExecutionId(lastQuery))
                    .queryExecution()
                    .status(),
            status -> status.state() != QueryExecutionState.RUNNING);
  }
}
