package dev.millrace.infra;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the resources of the templates cost, at the prices and under the assumptions of a file. */
record Costs(Templates templates, Prices prices) {
  static final double EVENTS = 1_000_000;
  static final double KB_A_GB = 1024.0 * 1024.0;

  /** One line of the bill, in US dollars. */
  record Line(String what, String basis, double dollars) {}

  /** What a month costs in which nothing happens. */
  List<Line> idleMonth() {
    var lines = new ArrayList<Line>();
    lines.add(endpoint());
    lines.addAll(onDemand() ? onDemandStreams() : provisionedStreams());
    lines.addAll(lake().idleMonth());
    lines.add(alarms());
    lines.add(each("Customer keys (KMS)", count("AWS::KMS::Key"), prices.of("kms_key_month")));
    lines.add(
        each(
            "Machine clients (Cognito)",
            count("AWS::Cognito::UserPoolClient"),
            prices.of("cognito_machine_client_month")));
    lines.add(vpcEndpoints());
    return lines.stream().filter(line -> line.dollars() > 0).toList();
  }

  /** What a million sessions cost that come through the stream, on top of the idle month. */
  List<Line> millionEvents() {
    var lines = new ArrayList<Line>();
    lines.addAll(onDemand() ? onDemandTraffic() : provisionedTraffic());
    lines.add(
        line(
            "Predictions written (DynamoDB)",
            "one conditional put an event",
            prices.of("dynamodb_million_writes")));
    lines.add(
        line(
            "Zip codes read (DynamoDB)",
            "%s of the events miss the cache".formatted(share("zip_codes_looked_up_an_event")),
            prices.assumption("zip_codes_looked_up_an_event")
                * 0.5
                * prices.of("dynamodb_million_reads")));
    lines.add(scoring());
    lines.add(
        line(
            "Model (SageMaker), data",
            "the instance is in the idle month",
            EVENTS * prices.assumption("model_kb_an_event") / KB_A_GB * prices.of("sagemaker_gb")));
    lines.add(quarantine());
    lines.add(lake().archive(onDemand()));
    lines.add(logs());
    return lines;
  }

  /** What a million service events cost on top of the idle month. */
  List<Line> millionServiceEvents() {
    return lake().millionServiceEvents(onDemand());
  }

  /** What metrics cost in a month in which events come all the time. */
  Line metrics() {
    double metrics = prices.assumption("custom_metrics");
    return each("Custom metrics (CloudWatch)", metrics, prices.of("cloudwatch_metric_month"));
  }

  /**
   * What KMS asks for the keys that AWS manages, in such a month: each caller's credentials have a
   * stream's or table's key fetched again every few minutes.
   */
  Line keyRequests() {
    double requests =
        keysOfAws()
            * prices.assumption("callers_a_key")
            * prices.assumption("key_requests_an_hour")
            * hours();
    return line(
        "Requests to AWS's keys (KMS)",
        "%,.0f requests".formatted(requests),
        requests / 10_000 * prices.of("kms_ten_thousand_requests"));
  }

  static double total(List<Line> lines) {
    return lines.stream().mapToDouble(Line::dollars).sum();
  }

  private LakeCosts lake() {
    return new LakeCosts(templates, prices);
  }

  private Line endpoint() {
    var variant =
        templates
            .resources("AWS::SageMaker::EndpointConfig")
            .getFirst()
            .properties()
            .at("/ProductionVariants/0");
    var type = variant.path("InstanceType").asText();
    int instances = variant.path("InitialInstanceCount").asInt();
    return line(
        "Model endpoint (SageMaker)",
        "%d x %s at $%s an hour".formatted(instances, type, prices.instanceHour(type)),
        instances * prices.instanceHour(type) * hours());
  }

  private List<Line> onDemandStreams() {
    double price = prices.of("kinesis_on_demand_stream_hour");
    return List.of(
        line(
            "Streams (Kinesis, on demand)",
            "%d at $%s an hour; fan-out costs by the GB only".formatted(streams(), price),
            streams() * price * hours()));
  }

  private List<Line> provisionedStreams() {
    double shards = streams() * shards();
    double shardHour = prices.of("kinesis_shard_hour");
    double extended = retentionHours() > 24 ? prices.of("kinesis_shard_hour_extended") : 0;
    double consumers = count("AWS::Kinesis::StreamConsumer");
    return List.of(
        line(
            "Streams (Kinesis, provisioned)",
            "%.0f shards at $%s an hour, $%s more for their retention"
                .formatted(shards, shardHour, extended),
            shards * (shardHour + extended) * hours()),
        line(
            "Fan-out consumer (Kinesis)",
            "%.0f on %d shards".formatted(consumers, shards()),
            consumers * shards() * prices.of("kinesis_consumer_shard_hour") * hours()));
  }

  private Line alarms() {
    double metrics =
        templates.resources("AWS::CloudWatch::Alarm").stream()
            .mapToInt(alarm -> Math.max(1, alarm.properties().findValues("MetricStat").size()))
            .sum();
    return each(
        "Alarms (CloudWatch), by metric", metrics, prices.of("cloudwatch_alarm_metric_month"));
  }

  private Line vpcEndpoints() {
    double interfaces =
        templates.resources("AWS::EC2::VPCEndpoint").stream()
            .filter(endpoint -> endpoint.property("/VpcEndpointType").equals("Interface"))
            .mapToInt(endpoint -> endpoint.properties().path("SubnetIds").size())
            .sum();
    return each("VPC endpoints, by zone", interfaces, prices.of("vpc_endpoint_hour") * hours());
  }

  private List<Line> onDemandTraffic() {
    double in = gigabytes("event_kb") + gigabytes("log_row_kb");
    double extendedMonths = Math.max(0, retentionHours() - 24.0) / hours();
    return List.of(
        line(
            "Streams (Kinesis), in",
            "%.1f GB of sessions, %.1f GB of prediction log"
                .formatted(gigabytes("event_kb"), gigabytes("log_row_kb")),
            in * prices.of("kinesis_on_demand_gb_in")),
        line(
            fanOut() ? "Sessions read by fan-out (Kinesis)" : "Sessions read (Kinesis)",
            "%.1f GB".formatted(gigabytes("event_kb")),
            gigabytes("event_kb")
                * prices.of(
                    fanOut() ? "kinesis_on_demand_gb_fan_out" : "kinesis_on_demand_gb_out")),
        line(
            "Streams (Kinesis), kept",
            "%d days, the first is free".formatted(retentionHours() / 24),
            in * extendedMonths * prices.of("kinesis_on_demand_gb_month_extended")));
  }

  private List<Line> provisionedTraffic() {
    double units = Math.ceil(prices.assumption("event_kb") / 25) + 1;
    return List.of(
        line(
            "Streams (Kinesis), in",
            "PUT units of 25 KB, prediction log too",
            units * prices.of("kinesis_million_put_units")),
        line(
            "Sessions read by fan-out (Kinesis)",
            "%.1f GB".formatted(fanOut() ? gigabytes("event_kb") : 0),
            fanOut() ? gigabytes("event_kb") * prices.of("kinesis_gb_fan_out") : 0));
  }

  private Line scoring() {
    double memory =
        templates.resources("AWS::Lambda::Function").stream()
            .filter(function -> function.path().endsWith("/ScoreSessions"))
            .mapToInt(function -> function.properties().path("MemorySize").asInt())
            .sum();
    double seconds = batches() * prices.assumption("milliseconds_a_batch") / 1000;
    return line(
        "Scoring (Lambda, arm64)",
        "%,.0f batches of %.0f, %.0f ms each at %.0f MB"
            .formatted(
                batches(),
                prices.assumption("records_a_batch"),
                prices.assumption("milliseconds_a_batch"),
                memory),
        batches() / 1e6 * prices.of("lambda_million_requests")
            + seconds * memory / 1024 * prices.of("lambda_arm_gb_second"));
  }

  private Line quarantine() {
    double objects =
        EVENTS
            * prices.assumption("quarantined_an_event")
            / prices.assumption("quarantined_an_object");
    return line(
        "Quarantine (S3)",
        "%s of the events, %,.0f objects".formatted(share("quarantined_an_event"), objects),
        objects / 1000 * prices.of("s3_thousand_puts"));
  }

  private Line logs() {
    double gigabytes = batches() * prices.assumption("log_kb_a_batch") / KB_A_GB;
    double traces = batches() * prices.assumption("traced_invocations");
    return line(
        "Logs and traces (CloudWatch, X-Ray)",
        "%.2f GB, %,.0f traces".formatted(gigabytes, traces),
        gigabytes * prices.of("logs_gb") + traces / 1e6 * prices.of("xray_million_traces"));
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

  private boolean onDemand() {
    return templates.resources("AWS::Kinesis::Stream").stream()
        .allMatch(stream -> stream.property("/StreamModeDetails/StreamMode").equals("ON_DEMAND"));
  }

  private boolean fanOut() {
    return count("AWS::Kinesis::StreamConsumer") > 0;
  }

  private int streams() {
    return count("AWS::Kinesis::Stream");
  }

  private int shards() {
    return stream().path("ShardCount").asInt();
  }

  private int retentionHours() {
    return stream().path("RetentionPeriodHours").asInt();
  }

  private JsonNode stream() {
    return templates.resources("AWS::Kinesis::Stream").getFirst().properties();
  }

  private double batches() {
    return EVENTS / prices.assumption("records_a_batch");
  }

  private double gigabytes(String kilobytes) {
    return EVENTS * prices.assumption(kilobytes) / KB_A_GB;
  }

  private double hours() {
    return prices.assumption("hours_a_month");
  }

  private String share(String assumption) {
    return "%.0f %%".formatted(100 * prices.assumption(assumption));
  }

  private int count(String type) {
    return templates.resources(type).size();
  }

  private static Line each(String what, double quantity, double price) {
    return new Line(what, "%.0f at $%.2f".formatted(quantity, price), quantity * price);
  }

  static Line line(String what, String basis, double dollars) {
    return new Line(what, basis, dollars);
  }
}
