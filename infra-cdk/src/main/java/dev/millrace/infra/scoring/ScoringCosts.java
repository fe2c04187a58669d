package dev.millrace.infra.scoring;

import static dev.millrace.infra.costs.Bill.EVENTS;
import static dev.millrace.infra.costs.Bill.KB_A_GB;
import static dev.millrace.infra.costs.Bill.SESSIONS;

import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.StreamCosts;
import dev.millrace.infra.costs.Templates;

/** What a million sessions cost that come through the stream and are scored. */
record ScoringCosts(Templates templates, Prices prices) {
  void addTo(Bill bill) {
    var streams = new StreamCosts(templates, prices);
    if (streams.onDemand()) {
      onDemandTraffic(bill, streams);
    } else {
      provisionedTraffic(bill, streams);
    }
    bill.perMillion(
        SESSIONS,
        "Predictions written (DynamoDB)",
        "one conditional put an event",
        prices.of("dynamodb_million_writes"));
    bill.perMillion(
        SESSIONS,
        "Look-ups (DynamoDB)",
        "%s of the events miss the cache".formatted(share("look_ups_an_event")),
        prices.assumption("look_ups_an_event") * 0.5 * prices.of("dynamodb_million_reads"));
    scoring(bill);
    quarantine(bill);
    logs(bill);
  }

  private void onDemandTraffic(Bill bill, StreamCosts streams) {
    double in = gigabytes("event_kb") + gigabytes("log_row_kb");
    double extendedMonths =
        Math.max(0, streams.retentionHours() - 24.0) / prices.assumption("hours_a_month");
    bill.perMillion(
        SESSIONS,
        "Streams (Kinesis), in",
        "%.1f GB of sessions, %.1f GB of prediction log"
            .formatted(gigabytes("event_kb"), gigabytes("log_row_kb")),
        in * prices.of("kinesis_on_demand_gb_in"));
    bill.perMillion(
        SESSIONS,
        streams.fanOut() ? "Sessions read by fan-out (Kinesis)" : "Sessions read (Kinesis)",
        "%.1f GB".formatted(gigabytes("event_kb")),
        gigabytes("event_kb")
            * prices.of(
                streams.fanOut() ? "kinesis_on_demand_gb_fan_out" : "kinesis_on_demand_gb_out"));
    bill.perMillion(
        SESSIONS,
        "Streams (Kinesis), kept",
        "%d days, the first is free".formatted(streams.retentionHours() / 24),
        in * extendedMonths * prices.of("kinesis_on_demand_gb_month_extended"));
  }

  private void provisionedTraffic(Bill bill, StreamCosts streams) {
    double units = Math.ceil(prices.assumption("event_kb") / 25) + 1;
    bill.perMillion(
        SESSIONS,
        "Streams (Kinesis), in",
        "PUT units of 25 KB, prediction log too",
        units * prices.of("kinesis_million_put_units"));
    bill.perMillion(
        SESSIONS,
        "Sessions read by fan-out (Kinesis)",
        "%.1f GB".formatted(streams.fanOut() ? gigabytes("event_kb") : 0),
        streams.fanOut() ? gigabytes("event_kb") * prices.of("kinesis_gb_fan_out") : 0);
  }

  private void scoring(Bill bill) {
    double memory =
        templates.resources("AWS::Lambda::Function").stream()
            .filter(function -> function.path().equals("ScoreSessions"))
            .mapToInt(function -> function.properties().path("MemorySize").asInt())
            .sum();
    double seconds = batches() * prices.assumption("milliseconds_a_batch") / 1000;
    bill.perMillion(
        SESSIONS,
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

  private void quarantine(Bill bill) {
    double objects =
        EVENTS
            * prices.assumption("quarantined_an_event")
            / prices.assumption("quarantined_an_object");
    bill.perMillion(
        SESSIONS,
        "Quarantine (S3)",
        "%s of the events, %,.0f objects".formatted(share("quarantined_an_event"), objects),
        objects / 1000 * prices.of("s3_thousand_puts"));
  }

  private void logs(Bill bill) {
    double gigabytes = batches() * prices.assumption("log_kb_a_batch") / KB_A_GB;
    double traces = batches() * prices.assumption("traced_invocations");
    bill.perMillion(
        SESSIONS,
        "Logs and traces (CloudWatch, X-Ray)",
        "%.2f GB, %,.0f traces".formatted(gigabytes, traces),
        gigabytes * prices.of("logs_gb") + traces / 1e6 * prices.of("xray_million_traces"));
  }

  private double batches() {
    return EVENTS / prices.assumption("records_a_batch");
  }

  private double gigabytes(String kilobytes) {
    return EVENTS * prices.assumption(kilobytes) / KB_A_GB;
  }

  private String share(String assumption) {
    return "%.0f %%".formatted(100 * prices.assumption(assumption));
  }
}
