package dev.millrace.infra.platform;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/**
 * Where alarms go: a topic, encrypted with a key of its own because CloudWatch may not use the one
 * that AWS manages for SNS.
 */
final class AlarmTopic extends Construct {
  final Topic topic;

  AlarmTopic(Construct scope, String id, List<String> emails) {
    super(scope, id);
    var key =
        Key.Builder.create(this, "Key")
            .description("Alarms on their way to subscribers")
            .enableKeyRotation(true)
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    key.addToResourcePolicy(fromAlarms("*", "kms:Decrypt", "kms:GenerateDataKey"));
    topic = Topic.Builder.create(this, "Topic").masterKey(key).enforceSsl(true).build();
    topic.addToResourcePolicy(fromAlarms(topic.getTopicArn(), "sns:Publish"));
    emails.forEach(email -> topic.addSubscription(new EmailSubscription(email)));
  }

  private PolicyStatement fromAlarms(String resource, String... actions) {
    return PolicyStatement.Builder.create()
        .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
        .actions(List.of(actions))
        .resources(List.of(resource))
        .conditions(
            Map.of("StringEquals", Map.of("aws:SourceAccount", Stack.of(this).getAccount())))
        .build();
  }
}
