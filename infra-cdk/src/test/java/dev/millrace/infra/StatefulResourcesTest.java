package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatefulResourcesTest {
  private static final String[] STATEFUL = {
    "AWS::Kinesis::Stream",
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::Cognito::UserPool"
  };

  private final Synthesis synthesis = Synthesis.byDefault();

  @Test
  void whatHoldsDataIsApartFromWhatRuns() {
    assertThat(synthesis.resources(STATEFUL))
        .isNotEmpty()
        .allMatch(resource -> resource.stack().endsWith("Data"));
    assertThat(synthesis.resources("AWS::Lambda::Function"))
        .isNotEmpty()
        .noneMatch(resource -> resource.stack().endsWith("Data"));
  }

  @Test
  void whatHoldsDataOutlivesItsStack() {
    assertThat(synthesis.resources(STATEFUL))
        .allSatisfy(
            resource -> {
              assertThat(resource.json().path("DeletionPolicy").asText())
                  .as(resource.path())
                  .isEqualTo("RetainExceptOnCreate");
              assertThat(resource.json().path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
            });
    assertThat(synthesis.resources())
        .as("else a first deployment that fails cannot be repeated")
        .noneMatch(resource -> resource.json().path("DeletionPolicy").asText().equals("Retain"));
    assertThat(protectedStacks(synthesis))
        .containsExactlyElementsOf(
            synthesis.templates().stacks().stream()
                .filter(stack -> stack.endsWith("Data"))
                .toList());
  }

  @Test
  void aTrialDeploymentLeavesNothingBehind() {
    assertThat(Synthesis.otherwise().resources(STATEFUL))
        .allMatch(resource -> resource.json().path("DeletionPolicy").asText().equals("Delete"));
    assertThat(protectedStacks(Synthesis.otherwise())).isEmpty();
  }

  @Test
  void everyStreamIsEncryptedAndKeepsAWeek() {
    assertThat(synthesis.resources("AWS::Kinesis::Stream"))
        .extracting(Templates.Resource::path)
        .containsExactlyInAnyOrder("Sessions", "ServiceEvents", "Predictions");
    assertThat(synthesis.resources("AWS::Kinesis::Stream"))
        .allSatisfy(
            stream -> {
              assertThat(stream.property("/StreamEncryption/KeyId")).isEqualTo("alias/aws/kinesis");
              assertThat(stream.property("/RetentionPeriodHours")).isEqualTo("168");
              assertThat(stream.property("/StreamModeDetails/StreamMode")).isEqualTo("ON_DEMAND");
            });
  }

  @Test
  void theStreamOfSessionsHasRoomForARecordOfOneMebibyteUnderItsRedriveKey() {
    assertThat(synthesis.resources("AWS::Kinesis::Stream"))
        .filteredOn(stream -> !stream.property("/MaxRecordSizeInKiB").isEmpty())
        .singleElement()
        .satisfies(
            stream -> {
              assertThat(stream.path()).isEqualTo("Sessions");
              assertThat(stream.property("/MaxRecordSizeInKiB")).isEqualTo("1025");
            });
  }

  @Test
  void shardsAreASetting() {
    assertThat(Synthesis.otherwise().resources("AWS::Kinesis::Stream"))
        .hasSize(3)
        .allMatch(stream -> stream.property("/ShardCount").equals("2"));
  }

  @Test
  void everyTableIsEncryptedAndRecoverableToAPointInTime() {
    assertThat(synthesis.resources("AWS::DynamoDB::Table"))
        .isNotEmpty()
        .allSatisfy(
            table -> {
              assertThat(table.property("/SSESpecification/SSEEnabled")).isEqualTo("true");
              assertThat(
                      table.property(
                          "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"))
                  .isEqualTo("true");
              assertThat(table.property("/DeletionProtectionEnabled")).isEqualTo("true");
            });
  }

  @Test
  void tablesHaveTheKeysOfTheContract() {
    assertThat(key("Predictions")).isEqualTo("id");
    assertThat(key("Lookups")).isEqualTo("_millrace_key");
  }

  @Test
  void everyBucketIsEncryptedVersionedAndPrivate() {
    assertThat(synthesis.resources("AWS::S3::Bucket"))
        .isNotEmpty()
        .allSatisfy(
            bucket -> {
              assertThat(
                      bucket.properties().at("/BucketEncryption").findValuesAsText("SSEAlgorithm"))
                  .containsExactly("AES256");
              assertThat(bucket.property("/VersioningConfiguration/Status")).isEqualTo("Enabled");
              assertThat(bucket.properties().path("PublicAccessBlockConfiguration"))
                  .hasSize(4)
                  .allMatch(flag -> flag.asBoolean());
            });
  }

  @Test
  void messagesAreEncryptedAndKeptAsLongAsPossible() {
    assertThat(synthesis.resources("AWS::SQS::Queue"))
        .isNotEmpty()
        .allSatisfy(
            queue -> {
              assertThat(queue.property("/SqsManagedSseEnabled")).isEqualTo("true");
              assertThat(queue.property("/MessageRetentionPeriod")).isEqualTo("1209600");
            });
  }

  @Test
  void bucketsAndQueuesRefuseWhatIsNotTls() {
    assertThat(synthesis.resources("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"))
        .isNotEmpty()
        .allSatisfy(
            policy ->
                assertThat(policy.properties().findValuesAsText("aws:SecureTransport"))
                    .isNotEmpty());
  }

  @Test
  void accessIsLoggedForThisAccountOnly() {
    var deliveries =
        synthesis.resources("AWS::S3::BucketPolicy").stream()
            .flatMap(policy -> policy.properties().at("/PolicyDocument/Statement").valueStream())
            .filter(
                statement ->
                    statement.at("/Principal/Service").asText().equals("logging.s3.amazonaws.com"));
    assertThat(deliveries)
        .singleElement()
        .satisfies(
            statement ->
                assertThat(statement.at("/Condition/StringEquals/aws:SourceAccount/Ref").asText())
                    .isEqualTo("AWS::AccountId"));
    assertThat(synthesis.resources("AWS::S3::Bucket"))
        .filteredOn(bucket -> !bucket.path().equals("AccessLogs"))
        .isNotEmpty()
        .allMatch(bucket -> bucket.properties().has("LoggingConfiguration"));
  }

  /** An export that is imported can neither change nor go. */
  @Test
  void noStackImportsWhatAnotherExports() {
    assertThat(synthesis.resources())
        .noneMatch(resource -> resource.json().toString().contains("Fn::ImportValue"));
  }

  @Test
  void nothingHasAPhysicalName() {
    assertThat(synthesis.resources())
        // Theirs is the name of the table that they keep in order; the endpoint's alarms come
        // before it.
        .filteredOn(
            resource ->
                !resource.type().equals("AWS::Glue::TableOptimizer")
                    && !resource.type().equals("AWS::SageMaker::Endpoint"))
        .allSatisfy(
            resource ->
                assertThat(resource.properties().propertyStream().map(Map.Entry::getKey))
                    .doesNotContain(
                        "BucketName",
                        "TableName",
                        "QueueName",
                        "RoleName",
                        "LogGroupName",
                        "TopicName",
                        "AlarmName",
                        "UserPoolName",
                        "ModelName",
                        "EndpointName",
                        "DashboardName"));
    assertThat(synthesis.resources("AWS::Kinesis::Stream", "AWS::Lambda::Function"))
        .noneMatch(
            resource ->
                resource.properties().has("Name") || resource.properties().has("FunctionName"));
  }

  @Test
  void aConstructIdNamesOneResourceOfItsType() {
    assertThat(synthesis.resources(STATEFUL))
        .extracting(
            resource ->
                resource.type() + resource.path().substring(resource.path().lastIndexOf('/') + 1))
        .doesNotHaveDuplicates();
  }

  @Test
  void theTokensOfTheApiAreForMachinesThatWeRegister() {
    var pool = synthesis.resource("AWS::Cognito::UserPool", "Users/Pool");
    assertThat(pool.property("/AdminCreateUserConfig/AllowAdminCreateUserOnly")).isEqualTo("true");
    assertThat(pool.property("/MfaConfiguration")).isEqualTo("ON");
    var client = synthesis.resource("AWS::Cognito::UserPoolClient", "Users/Client-api");
    assertThat(client.properties().path("AllowedOAuthFlows"))
        .extracting(flow -> flow.asText())
        .containsExactly("client_credentials");
    assertThat(client.properties().path("AllowedOAuthScopes").toString())
        .contains("/ingest", "/predict", "/read")
        .doesNotContain("/operate");
  }

  /** Of all accounts of a region: a part of the stack's id may be another's too. */
  @Test
  void theNameOfTheTokensAddressHoldsTheWholeIdOfItsStack() {
    var domain = synthesis.resources("AWS::Cognito::UserPoolDomain").getFirst();
    assertThat(domain.properties().at("/Domain").toString())
        .isEqualTo(
            """
            {"Fn::Join":["-",["millrace",{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}]]}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Quarantine", "Failures"})
  void whatCouldNotBePredictedIsKeptAsLongAsIsSet(String bucket) {
    assertThat(daysKept(synthesis, bucket)).containsExactly("365");
    assertThat(daysKept(Synthesis.otherwise(), bucket)).isEmpty();
  }

  private static List<String> daysKept(Synthesis synthesis, String bucket) {
    return synthesis
        .resource("AWS::S3::Bucket", bucket)
        .properties()
        .path("LifecycleConfiguration")
        .findValuesAsText("ExpirationInDays");
  }

  private String key(String path) {
    return synthesis.resource("AWS::DynamoDB::Table", path).property("/KeySchema/0/AttributeName");
  }

  private static List<String> protectedStacks(Synthesis synthesis) {
    return Artifacts.json(synthesis.directory().resolve("manifest.json"))
        .path("artifacts")
        .valueStream()
        .map(artifact -> artifact.path("properties"))
        .filter(stack -> stack.path("terminationProtection").asBoolean(false))
        .map(stack -> stack.path("stackName").asText().replaceFirst("^.*-", ""))
        .sorted()
        .toList();
  }
}
