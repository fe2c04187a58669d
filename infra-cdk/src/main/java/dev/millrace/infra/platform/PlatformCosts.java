package dev.millrace.infra.platform;

import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.StreamCosts;
import dev.millrace.infra.costs.Templates;

/** What the resources cost that all capabilities share. */
public record PlatformCosts(Templates templates, Prices prices) {
  /** Adds what an idle month costs. */
  public void addTo(Bill bill) {
    streams(bill);
    double alarmMetrics =
        templates.resources("AWS::CloudWatch::Alarm").stream()
            .mapToInt(alarm -> Math.max(1, alarm.properties().findValues("MetricStat").size()))
            .sum();
    each(
        bill,
        "Alarms (CloudWatch), by metric",
        alarmMetrics,
        prices.of("cloudwatch_alarm_metric_month"));
    each(bill, "Customer keys (KMS)", count("AWS::KMS::Key"), prices.of("kms_key_month"));
    each(
        bill,
        "Machine clients (Cognito)",
        count("AWS::Cognito::UserPoolClient"),
        prices.of("cognito_machine_client_month"));
    each(
        bill,
        "VPC endpoints, by zone",
        interfaceEndpoints(),
        prices.of("vpc_endpoint_hour") * hours());
  }

  /** What metrics cost in a month in which events come all the time. */
  public Bill.Line metrics() {
    double metrics = prices.assumption("custom_metrics");
    return line("Custom metrics (CloudWatch)", metrics, prices.of("cloudwatch_metric_month"));
  }

  /**
   * What KMS asks for the keys that AWS manages, in such a month: each caller's credentials have a
   * stream's or table's key fetched again every few minutes.
   */
  public Bill.Line keyRequests() {
    double requests =
        keysOfAws()
            * prices.assumption("callers_a_key")
            * prices.assumption("key_requests_an_hour")
            * hours();
    return new Bill.Line(
        "Requests to AWS's keys (KMS)",
        "%,.0f requests".formatted(requests),
        requests / 10_000 * prices.of("kms_ten_thousand_requests"));
  }

  private void streams(Bill bill) {
    var streams = new StreamCosts(templates, prices);
    if (streams.onDemand()) {
      double price = prices.of("kinesis_on_demand_stream_hour");
      bill.idle(
          "Streams (Kinesis, on demand)",
          "%d at $%s an hour; fan-out costs by the GB only".formatted(streams.streams(), price),
          streams.streams() * price * hours());
      return;
    }
    double shards = streams.streams() * streams.shards();
    double shardHour = prices.of("kinesis_shard_hour");
    double extended = streams.retentionHours() > 24 ? prices.of("kinesis_shard_hour_extended") : 0;
    bill.idle(
        "Streams (Kinesis, provisioned)",
        "%.0f shards at $%s an hour, $%s more for their retention"
            .formatted(shards, shardHour, extended),
        shards * (shardHour + extended) * hours());
    bill.idle(
        "Fan-out consumer (Kinesis)",
        "%d on %d shards".formatted(streams.consumers(), streams.shards()),
        streams.consumers()
            * streams.shards()
            * prices.of("kinesis_consumer_shard_hour")
            * hours());
  }

  private double interfaceEndpoints() {
    return templates.resources("AWS::EC2::VPCEndpoint").stream()
        .filter(endpoint -> endpoint.property("/VpcEndpointType").equals("Interface"))
        .mapToInt(endpoint -> endpoint.properties().path("SubnetIds").size())
        .sum();
  }

  /** Streams and tables that are encrypted with a key of the service; S3 and SQS ask for none. */
  private long keysOfAws() {
    long streams =
        templates.resources("AWS::Kinesis::Stream").stream()
            .filter(
                stream -> stream.property("/StreamEncryption/KeyId").equals("alias/aws/kinesis"))
            .count();
    long tables =
        templates.resources("AWS::DynamoDB::Table").stream()
            .filter(table -> table.property("/SSESpecification/SSEEnabled").equals("true"))
            .count();
    return streams + tables;
  }

  private double hours() {
    return prices.assumption("hours_a_month");
  }

  private int count(String type) {
    return templates.resources(type).size();
  }

  private static void each(Bill bill, String what, double quantity, double price) {
    var line = line(what, quantity, price);
    bill.idle(line.what(), line.basis(), line.dollars());
  }

  private static Bill.Line line(String what, double quantity, double price) {
    return new Bill.Line(what, "%.0f at $%.2f".formatted(quantity, price), quantity * price);
  }
}
