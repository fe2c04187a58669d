package dev.millrace.infra.construct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Synthesis;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final List<String> ASKS_OTHERS = List.of("FetchSource", "PullElasticsearch");

  private final Synthesis inVpc = Synthesis.otherwise();

  @Test
  void thereIsNoNetworkUnlessSet() {
    assertThat(Synthesis.byDefault().resources("AWS::EC2::VPC")).isEmpty();
  }

  @Test
  void everyFunctionIsInTheNetworkThatAsksNoOtherSystem() {
    assertThat(inVpc.resources("AWS::Lambda::Function"))
        // Its own function takes the rules of the default security group away.
        .filteredOn(function -> !function.stack().equals("MillraceNetwork"))
        .filteredOn(function -> !ASKS_OTHERS.contains(function.path()))
        .isNotEmpty()
        .allSatisfy(
            function -> assertThat(function.properties().at("/VpcConfig/SubnetIds")).hasSize(2));
  }

  @Test
  void whatAsksOtherSystemsStaysOutside() {
    for (String function : ASKS_OTHERS) {
      assertThat(inVpc.resource("AWS::Lambda::Function", function).properties().has("VpcConfig"))
          .isFalse();
      assertThat(inVpc.resource("AWS::IAM::Role", function + "Role").properties().toString())
          .doesNotContain("ec2:");
    }
  }

  @Test
  void theNetworkHasNoWayOut() {
    assertThat(inVpc.resources("AWS::EC2::NatGateway", "AWS::EC2::InternetGateway")).isEmpty();
  }

  @Test
  void whatTheFunctionsCallHasAnEndpoint() {
    assertThat(inVpc.resources("AWS::EC2::VPCEndpoint"))
        .extracting(Templates.Resource::path)
        .containsExactlyInAnyOrder(
            "Network/Vpc/S3",
            "Network/Vpc/DynamoDb",
            "Network/Vpc/Glue",
            "Network/Vpc/Kinesis",
            "Network/Vpc/Lambda",
            "Network/Vpc/SecretsManager",
            "Network/Vpc/Sqs",
            "Network/Vpc/SageMakerRuntime",
            "Network/Vpc/StepFunctions");
  }

  /** Of route tables: two availability zones for each of the two kinds of subnets. */
  @Test
  void whatValidatesUploadsReachesS3Alone() {
    assertThat(
            inVpc
                .resource("AWS::EC2::VPCEndpoint", "Network/Vpc/S3")
                .properties()
                .path("RouteTableIds")
                .size())
        .isEqualTo(4);
    assertThat(
            inVpc
                .resource("AWS::EC2::VPCEndpoint", "Network/Vpc/DynamoDb")
                .properties()
                .path("RouteTableIds")
                .toString())
        .contains("FunctionsSubnet1RouteTable", "FunctionsSubnet2RouteTable")
        .doesNotContain("S3Alone");
    assertThat(inVpc.resources("AWS::EC2::VPCEndpoint"))
        .filteredOn(endpoint -> endpoint.properties().has("SubnetIds"))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            endpoint ->
                assertThat(endpoint.properties().path("SubnetIds").toString())
                    .doesNotContain("S3Alone"));
    assertThat(inVpc.resources("AWS::Lambda::Function"))
        .filteredOn(
            function -> function.properties().at("/VpcConfig").toString().contains("S3Alone"))
        .singleElement()
        .satisfies(
            function -> {
              assertThat(function.path()).isEqualTo("ValidateVersion");
              assertThat(function.properties().path("VpcConfig").toString())
                  .doesNotContain("NetworkFunctions");
            });
  }

  @Test
  void onlyTheFunctionsReachTheEndpoints() {
    assertThat(inVpc.resources("AWS::EC2::SecurityGroupIngress"))
        .hasSize(1)
        .allMatch(
            rule ->
                rule.property("/ToPort").equals("443")
                    && rule.property("/SourceSecurityGroupId/Fn::GetAtt/0").contains("Functions"));
    assertThat(inVpc.resources("AWS::EC2::SecurityGroup"))
        .noneMatch(group -> group.properties().has("SecurityGroupIngress"));
  }
}
