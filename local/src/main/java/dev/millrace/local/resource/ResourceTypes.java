package dev.millrace.local.resource;

import static dev.millrace.local.resource.SimpleType.inert;
import static dev.millrace.local.resource.SimpleType.run;

import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of resources that the local stack knows: a new one is a class, and a line here. */
public final class ResourceTypes {
  /** In the order of their creation: an Iceberg table's metadata goes to a bucket. */
  private static final List<ResourceType> ALL =
      List.of(
          new KinesisStream(),
          new StreamConsumer(),
          new DynamoDbTable(),
          new S3Bucket(),
          new SqsQueue(),
          new GlueDatabase(),
          new GlueTable(),
          new Secret(),
          run("AWS::Lambda::Function")
              .withOwnName()
              .attribute("Arn", "arn:aws:lambda:{region}:{account}:function:{name}"),
          new FunctionQualifier("AWS::Lambda::Version"),
          new FunctionQualifier("AWS::Lambda::Alias"),
          run("AWS::Lambda::EventInvokeConfig"),
          run("AWS::Lambda::EventSourceMapping").attribute("Id", "{uuid}"),
          run("AWS::ApiGatewayV2::Api").attribute("ApiEndpoint", "{api}"),
          run("AWS::ApiGatewayV2::Authorizer"),
          new HttpIntegration(),
          run("AWS::ApiGatewayV2::Route"),
          run("AWS::SageMaker::Endpoint")
              .withOwnName()
              .ref("arn:aws:sagemaker:{region}:{account}:endpoint/{name}")
              .attribute("EndpointName", "{name}"),
          run("AWS::SageMaker::EndpointConfig").attribute("EndpointConfigName", "{name}"),
          run("AWS::SageMaker::Model").attribute("ModelName", "{name}"),
          run("AWS::Scheduler::Schedule"),
          run("AWS::Scheduler::ScheduleGroup")
              .withOwnName()
              .attribute("Arn", "arn:aws:scheduler:{region}:{account}:schedule-group/{name}"),
          run("AWS::StepFunctions::StateMachine")
              .withOwnName()
              .ref("arn:aws:states:{region}:{account}:stateMachine:{name}")
              .attribute("Arn", "arn:aws:states:{region}:{account}:stateMachine:{name}")
              .attribute("Name", "{name}"),
          run("AWS::Events::EventBus")
              .withOwnName()
              .attribute("Arn", "arn:aws:events:{region}:{account}:event-bus/{name}")
              .attribute("Name", "{name}"),
          run("AWS::Events::Rule")
              .withOwnName()
              .attribute("Arn", "arn:aws:events:{region}:{account}:rule/{name}"),
          inert("AWS::SNS::Topic")
              .ref("arn:aws:sns:{region}:{account}:{name}")
              .attribute("TopicName", "{name}"),
          inert("AWS::Logs::LogGroup")
              .attribute("Arn", "arn:aws:logs:{region}:{account}:log-group:{name}"),
          inert("AWS::KMS::Key").attribute("Arn", "arn:aws:kms:{region}:{account}:key/{name}"),
          run("AWS::IAM::Role").attribute("Arn", "arn:aws:iam::{account}:role/{name}"),
          run("AWS::CloudWatch::Alarm"),
          run("AWS::Athena::WorkGroup"));

  private static final Map<String, ResourceType> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ResourceType::type, Function.identity()));

  private ResourceTypes() {}

  /** Of a type that is not in the list, nothing is imitated, and {@code Ref} gives the name. */
  static ResourceType of(Resource resource) {
    ResourceType known = BY_TYPE.get(resource.type());
    return known == null ? inert(resource.type()) : known;
  }

  /** Whether a resource does something on this machine. */
  public static boolean isImitated(Resource resource) {
    return of(resource).isImitated();
  }

  /**
   * Creates the template's resources where they are not there yet.
   *
   * @throws TemplateException when two would be called the same, or one has what the local stack
   *     does not imitate
   * @throws IOException when what is created cannot be kept
   */
  public static void create(CloudAssembly assembly, Creation creation)
      throws IOException, InterruptedException {
    rejectSharedNames(assembly);
    for (ResourceType type : ALL) {
      type.create(assembly.resources(type.type()), creation);
    }
  }

  private static void rejectSharedNames(CloudAssembly assembly) {
    Map<String, Resource> seen = new HashMap<>();
    for (Resource resource : assembly.resources()) {
      if (!of(resource).hasOwnName()) {
        continue;
      }
      Resource other = seen.put(resource.type() + " " + resource.name(), resource);
      if (other != null) {
        throw new TemplateException(
            "%s and %s would both be called %s locally: give their constructs different ids"
                .formatted(other, resource, resource.name()));
      }
    }
  }
}
