package dev.millrace.infra.construct;

import dev.millrace.infra.settings.PlatformSettings;
import java.util.Collection;
import java.util.List;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sagemaker.CfnModel;
import software.constructs.Construct;

/**
 * A VPC without a way out: its functions reach the services that they call through endpoints, and
 * nothing else. Logs, traces, metrics (which are logs) and on-failure destinations need no
 * endpoint: the Lambda service delivers them outside the function's network.
 */
public final class Network extends Construct {
  private static final SubnetSelection FUNCTIONS = subnets("Functions");

  /** Their only route leads to S3. */
  private static final SubnetSelection S3_ALONE = subnets("S3Alone");

  private final Vpc vpc;
  private final SecurityGroup functions;
  private final SecurityGroup models;
  private final SecurityGroup s3Alone;

  public Network(
      Construct scope, String id, PlatformSettings settings, Collection<CalledService> called) {
    super(scope, id);
    vpc =
        Vpc.Builder.create(this, "Vpc")
            .maxAzs(2)
            .natGateways(0)
            .subnetConfiguration(List.of(isolated(FUNCTIONS), isolated(S3_ALONE)))
            .gatewayEndpoints(
                InOrder.map(
                    "S3", gateway(GatewayVpcEndpointAwsService.S3, FUNCTIONS, S3_ALONE),
                    "DynamoDb", gateway(GatewayVpcEndpointAwsService.DYNAMODB, FUNCTIONS)))
            .build();
    functions = securityGroup("Functions", "Functions: HTTPS out, nothing in");
    functions.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "No route leads past the endpoints");
    models = securityGroup("Models", "Model servers: HTTPS out, nothing in");
    models.addEgressRule(
        Peer.anyIpv4(), Port.tcp(443), "No route leads past the gateways of S3 and DynamoDB");
    s3Alone = securityGroup("S3Alone", "Functions that reach S3 alone: HTTPS out, nothing in");
    s3Alone.addEgressRule(
        Peer.anyIpv4(), Port.tcp(443), "The only route leads to S3, and no endpoint lets it in");
    var endpoints = securityGroup("Endpoints", "Endpoints: in from the functions only");
    endpoints.addIngressRule(functions, Port.tcp(443), "HTTPS from the functions");
    called.forEach(service -> endpoint(service.id(), service.endpoint(), endpoints));
    vpc.addFlowLog("FlowLog", flowLog(settings));
  }

  void attach(Function.Builder function, FunctionDefinition.Reach reach) {
    function.vpc(vpc);
    switch (reach) {
      case SERVICES -> function.vpcSubnets(FUNCTIONS).securityGroups(List.of(functions));
      case S3_ALONE -> function.vpcSubnets(S3_ALONE).securityGroups(List.of(s3Alone));
      case INTERNET -> throw new IllegalArgumentException("There is no way out of the network");
    }
  }

  private static SubnetSelection subnets(String name) {
    return SubnetSelection.builder().subnetGroupName(name).build();
  }

  private static SubnetConfiguration isolated(SubnetSelection group) {
    return SubnetConfiguration.builder()
        .name(group.getSubnetGroupName())
        .subnetType(SubnetType.PRIVATE_ISOLATED)
        .build();
  }

  /**
   * Where the containers of an endpoint run: as isolated as the functions, and without access to
   * the endpoints of the services that only those call.
   */
  public CfnModel.VpcConfigProperty ofModels() {
    return CfnModel.VpcConfigProperty.builder()
        .subnets(vpc.selectSubnets(FUNCTIONS).getSubnetIds())
        .securityGroupIds(List.of(models.getSecurityGroupId()))
        .build();
  }

  /** What SageMaker needs to put a container into a VPC; EC2 takes no narrower resource. */
  public static PolicyStatement permissionsOfModels() {
    return Permissions.allow(
        "*",
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs");
  }

  /** What Lambda needs to put a function into a VPC; EC2 takes no narrower resource. */
  static PolicyStatement interfacePermissions() {
    return Permissions.allow(
        "*",
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses");
  }

  private SecurityGroup securityGroup(String id, String description) {
    return SecurityGroup.Builder.create(this, id)
        .vpc(vpc)
        .description(description)
        .allowAllOutbound(false)
        .build();
  }

  private void endpoint(
      String id, InterfaceVpcEndpointAwsService service, SecurityGroup securityGroup) {
    vpc.addInterfaceEndpoint(
        id,
        InterfaceVpcEndpointOptions.builder()
            .service(service)
            .subnets(FUNCTIONS)
            .securityGroups(List.of(securityGroup))
            .open(false)
            .build());
  }

  private FlowLogOptions flowLog(PlatformSettings settings) {
    var logs =
        LogGroup.Builder.create(this, "FlowLogs").retention(LogRetention.of(settings)).build();
    return FlowLogOptions.builder().destination(FlowLogDestination.toCloudWatchLogs(logs)).build();
  }

  private static GatewayVpcEndpointOptions gateway(
      GatewayVpcEndpointAwsService service, SubnetSelection... from) {
    return GatewayVpcEndpointOptions.builder().service(service).subnets(List.of(from)).build();
  }
}
