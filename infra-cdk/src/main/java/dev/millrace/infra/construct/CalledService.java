package dev.millrace.infra.construct;

import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;

/**
 * A service that functions call and that a VPC reaches by an interface endpoint, which is paid for
 * by the hour. S3 and DynamoDB have gateways, which cost nothing and are always there.
 */
public enum CalledService {
  GLUE("Glue"),
  KINESIS("Kinesis"),
  LAMBDA("Lambda"),
  SAGEMAKER_RUNTIME("SageMakerRuntime"),
  SECRETS_MANAGER("SecretsManager"),
  SQS("Sqs"),
  STEP_FUNCTIONS("StepFunctions");

  private final String id;

  CalledService(String id) {
    this.id = id;
  }

  /** The id of the endpoint's construct. */
  String id() {
    return id;
  }

  InterfaceVpcEndpointAwsService endpoint() {
    return switch (this) {
      case GLUE -> InterfaceVpcEndpointAwsService.GLUE;
      case KINESIS -> InterfaceVpcEndpointAwsService.KINESIS_STREAMS;
      case LAMBDA -> InterfaceVpcEndpointAwsService.LAMBDA;
      case SAGEMAKER_RUNTIME -> InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME;
      case SECRETS_MANAGER -> InterfaceVpcEndpointAwsService.SECRETS_MANAGER;
      case SQS -> InterfaceVpcEndpointAwsService.SQS;
      case STEP_FUNCTIONS -> InterfaceVpcEndpointAwsService.STEP_FUNCTIONS;
    };
  }
}
