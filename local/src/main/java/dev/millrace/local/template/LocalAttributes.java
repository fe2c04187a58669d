package dev.millrace.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What {@code Ref}, {@code Fn::GetAtt} and the pseudo-parameters give for resources that live on
 * this machine.
 */
public final class LocalAttributes {
  /** The account that local resources belong to. */
  public static final String ACCOUNT = "000000000000";

  private static final Map<String, String> ARN_PREFIXES =
      Map.ofEntries(
          Map.entry("AWS::Kinesis::Stream", "kinesis:%s:%s:stream/"),
          Map.entry("AWS::DynamoDB::Table", "dynamodb:%s:%s:table/"),
          Map.entry("AWS::DynamoDB::GlobalTable", "dynamodb:%s:%s:table/"),
          Map.entry("AWS::SQS::Queue", "sqs:%s:%s:"),
          Map.entry("AWS::SNS::Topic", "sns:%s:%s:"),
          Map.entry("AWS::Lambda::Function", "lambda:%s:%s:function:"),
          Map.entry("AWS::SageMaker::Endpoint", "sagemaker:%s:%s:endpoint/"),
          Map.entry("AWS::Logs::LogGroup", "logs:%s:%s:log-group:"),
          Map.entry("AWS::KMS::Key", "kms:%s:%s:key/"));

  private final String region;
  private final String queueBaseUrl;
  private final String apiUrl;

  /**
   * @param region of every local resource
   * @param queueBaseUrl URL of SQS, without a trailing slash
   * @param apiUrl URL of the HTTP API, without a trailing slash
   */
  public LocalAttributes(String region, String queueBaseUrl, String apiUrl) {
    this.region = region;
    this.queueBaseUrl = queueBaseUrl;
    this.apiUrl = apiUrl;
  }

  String pseudoParameter(String name, String stack) {
    return switch (name) {
      case "AWS::Region" -> region;
      case "AWS::AccountId" -> ACCOUNT;
      case "AWS::Partition" -> "aws";
      case "AWS::URLSuffix" -> "amazonaws.com";
      case "AWS::StackName" -> stack;
      default -> throw new TemplateException("the local stack has no pseudo-parameter " + name);
    };
  }

  String ref(Resource resource, Intrinsics intrinsics) {
    return switch (resource.type()) {
      case "AWS::SQS::Queue" -> queueBaseUrl + "/" + ACCOUNT + "/" + resource.name();
      case "AWS::SageMaker::Endpoint", "AWS::SNS::Topic" -> arn(resource);
      case "AWS::Lambda::Version", "AWS::Lambda::Alias" -> qualifiedFunction(resource, intrinsics);
      case "AWS::Kinesis::StreamConsumer" -> attribute(resource, "ConsumerARN", intrinsics);
      case "AWS::Glue::Database", "AWS::Glue::Table" -> glueName(resource, intrinsics);
      default -> resource.name();
    };
  }

  /**
   * What the template calls a Glue database or table: they keep their name here, for statements
   * have it.
   */
  public static String glueName(Resource resource, Intrinsics intrinsics) {
    String input = resource.type().equals("AWS::Glue::Database") ? "DatabaseInput" : "TableInput";
    JsonNode name = intrinsics.property(resource, "Name");
    return name.isTextual()
        ? name.asText()
        : intrinsics.property(resource, input).path("Name").asText(resource.name());
  }

  String attribute(Resource resource, String attribute, Intrinsics intrinsics) {
    return switch (attribute) {
      case "Arn", "TopicArn", "EndpointArn", "RoleArn" -> arn(resource);
      case "EndpointName", "ModelName", "EndpointConfigName", "QueueName", "TopicName" ->
          resource.name();
      case "QueueUrl" -> ref(resource, intrinsics);
      case "Version" -> "1";
      case "AliasArn" -> qualifiedFunction(resource, intrinsics);
      case "ConsumerARN" ->
          intrinsics.property(resource, "StreamARN").asText()
              + "/consumer/"
              + resource.name()
              + ":1";
      case "ApiEndpoint" -> apiUrl;
      case "ApiId", "UserPoolId", "ClientId", "Id" -> resource.name();
      case "ProviderURL", "ProviderName" -> apiUrl + "/" + resource.name();
      case "DomainName", "RegionalDomainName" -> resource.name() + ".s3.amazonaws.com";
      default ->
          throw new TemplateException(
              "Fn::GetAtt of attribute %s of %s, which the local stack does not have"
                  .formatted(attribute, resource));
    };
  }

  private String arn(Resource resource) {
    if (resource.type().equals("AWS::S3::Bucket")) {
      return "arn:aws:s3:::" + resource.name();
    }
    if (resource.type().equals("AWS::IAM::Role")) {
      return "arn:aws:iam::%s:role/%s".formatted(ACCOUNT, resource.name());
    }
    String prefix = ARN_PREFIXES.get(resource.type());
    if (prefix == null) {
      throw new TemplateException("the local stack has no ARN for " + resource);
    }
    return "arn:aws:" + prefix.formatted(region, ACCOUNT) + resource.name();
  }

  /** The ARN of a version or an alias: versions are all number 1 here. */
  private String qualifiedFunction(Resource resource, Intrinsics intrinsics) {
    String qualifier =
        resource.type().equals("AWS::Lambda::Version")
            ? "1"
            : resource.properties().path("Name").asText();
    String function = intrinsics.property(resource, "FunctionName").asText();
    return "arn:aws:lambda:%s:%s:function:%s:%s".formatted(region, ACCOUNT, function, qualifier);
  }
}
