package dev.millrace.infra.release;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A type of resource that holds something which a new one of its kind does not have.
 *
 * @param holds what it holds, in the plural
 */
record StatefulType(String holds) {
  private static final Map<String, StatefulType> TYPES = new TreeMap<>();

  static {
    add("AWS::ApiGatewayV2::Api", "The addresses that callers of the HTTP API use");
    add("AWS::Cognito::UserPool", "The clients, their secrets and the issuer of tokens");
    add("AWS::Cognito::UserPoolClient", "The client's id and secret");
    add("AWS::Cognito::UserPoolDomain", "The addresses where clients fetch tokens");
    add("AWS::DynamoDB::GlobalTable", "Its items");
    add("AWS::DynamoDB::Table", "Its items");
    add("AWS::Glue::Database", "The catalog's entries of its tables");
    add("AWS::Glue::Table", "The table's columns, snapshots and cursors in the catalog");
    add("AWS::KMS::Key", "The data that is encrypted with it");
    add("AWS::Kinesis::Stream", "The records that wait on it");
    add("AWS::Kinesis::StreamConsumer", "The positions of the mappings that read by it");
    add("AWS::Lambda::EventSourceMapping", "The positions in the stream that it has reached");
    add("AWS::Logs::LogGroup", "Its log events");
    add("AWS::S3::Bucket", "Its objects");
    add("AWS::SNS::Topic", "Its subscriptions");
    add("AWS::SNS::Subscription", "Its confirmations");
    add("AWS::SQS::Queue", "The messages that wait in it");
    add("AWS::Scheduler::ScheduleGroup", "The schedules that were made in it at run time");
    add("AWS::SecretsManager::Secret", "The secret values");
    add("AWS::StepFunctions::StateMachine", "Its executions that run");
  }

  private static void add(String type, String holds) {
    TYPES.put(type, new StatefulType(holds));
  }

  static Optional<StatefulType> of(String type) {
    return Optional.ofNullable(TYPES.get(type));
  }

  /** When nothing remains. */
  String lost() {
    return holds + " are lost";
  }

  /** When the old resource stays in the account. */
  String setAside() {
    return holds + " stay in the old one, which nothing uses any more";
  }
}
