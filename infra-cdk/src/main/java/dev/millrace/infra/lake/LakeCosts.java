package dev.millrace.infra.lake;

import static dev.millrace.infra.costs.Bill.EVENTS;
import static dev.millrace.infra.costs.Bill.KB_A_GB;
import static dev.millrace.infra.costs.Bill.SERVICE_EVENTS;
import static dev.millrace.infra.costs.Bill.SESSIONS;

import dev.millrace.infra.capability.StackNames;
import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.StreamCosts;
import dev.millrace.infra.costs.Templates;
import java.util.List;
import java.util.regex.Pattern;

/** What the lake adds to the bill. */
record LakeCosts(Templates templates, Prices prices) {
  private static final Pattern RATE = Pattern.compile("rate\\((\\d+) minutes\\)");
  private static final double MINUTES_AN_HOUR = 60;

  /** A scheduled function: memory in MB. */
  private record Job(double memory, double minutes) {}

  void addTo(Bill bill) {
    boolean onDemand = new StreamCosts(templates, prices).onDemand();
    idleMonth(bill);
    archive(bill, onDemand);
    millionServiceEvents(bill, onDemand);
  }

  /** What its jobs cost that look for work and find none. */
  private void idleMonth(Bill bill) {
    double hours = prices.assumption("hours_a_month");
    double runs = runs(hours);
    double gigabyteSeconds =
        jobs().stream()
            .mapToDouble(
                job ->
                    runs(job, hours)
                        * prices.assumption("milliseconds_an_idle_run")
                        / 1000
                        * job.memory()
                        / 1024)
            .sum();
    bill.idle(
        "Jobs of the lake (Lambda, EventBridge Scheduler)",
        "%,.0f runs of %.0f ms that find nothing"
            .formatted(runs, prices.assumption("milliseconds_an_idle_run")),
        gigabyteSeconds * prices.of("lambda_arm_gb_second")
            + runs / 1e6 * prices.of("lambda_million_requests")
            + runs / 1e6 * prices.of("scheduler_million_invocations"));
  }

  /** What it costs to keep a million sessions and their predictions in bronze. */
  private void archive(Bill bill, boolean onDemand) {
    double gigabytes =
        EVENTS * (prices.assumption("event_kb") + prices.assumption("log_row_kb")) / KB_A_GB;
    double seconds = gigabytes * 1024 / prices.assumption("archived_mb_a_second");
    double memory = jobs("ArchiveStreams").getFirst().memory();
    bill.perMillion(
        SESSIONS,
        "Archive (Kinesis, Lambda)",
        "%.1f GB read and written to bronze".formatted(gigabytes),
        (onDemand ? gigabytes * prices.of("kinesis_on_demand_gb_out") : 0)
            + seconds * memory / 1024 * prices.of("lambda_arm_gb_second"));
  }

  /** What a million service events cost from their stream to the metrics. */
  private void millionServiceEvents(Bill bill, boolean onDemand) {
    double hours = prices.assumption("hours_a_million_service_events");
    double runs = runs(hours);
    // A record counts as a kilobyte at least.
    double gigabytes = EVENTS * Math.max(1, prices.assumption("service_event_kb")) / KB_A_GB;
    double rows =
        prices.assumption("services")
            * MINUTES_AN_HOUR
            * hours
            * prices.assumption("computations_a_minute");
    double seconds = EVENTS / prices.assumption("service_events_a_second");
    double memory = jobs().stream().mapToDouble(Job::memory).sum();
    double puts = runs * prices.assumption("puts_a_run");
    double unitHours = hours / 24 * prices.assumption("optimizer_dpu_hours_a_day");
    bill.perMillion(
        SERVICE_EVENTS,
        "Stream (Kinesis)",
        "%.1f GB in, and out once".formatted(gigabytes),
        onDemand
            ? gigabytes
                * (prices.of("kinesis_on_demand_gb_in") + prices.of("kinesis_on_demand_gb_out"))
            : prices.of("kinesis_million_put_units"));
    bill.perMillion(
        SERVICE_EVENTS,
        "Claims (DynamoDB)",
        "one conditional put an event",
        prices.of("dynamodb_million_writes"));
    bill.perMillion(
        SERVICE_EVENTS,
        "Metrics (DynamoDB)",
        "%,.0f rows, each written with its index".formatted(rows),
        2 * rows / 1e6 * prices.of("dynamodb_million_writes"));
    bill.perMillion(
        SERVICE_EVENTS,
        "Jobs (Lambda, arm64)",
        "%.0f s in each, beside what an idle month has".formatted(seconds),
        seconds * memory / 1024 * prices.of("lambda_arm_gb_second"));
    bill.perMillion(
        SERVICE_EVENTS,
        "Objects (S3)",
        "%,.0f written by %,.0f runs in %.0f hours".formatted(puts, runs, hours),
        puts / 1000 * prices.of("s3_thousand_puts"));
    bill.perMillion(
        SERVICE_EVENTS,
        "Compaction (Glue)",
        "%.1f DPU-hours".formatted(unitHours),
        unitHours * prices.of("glue_dpu_hour"));
  }

  private double runs(double hours) {
    return jobs().stream().mapToDouble(job -> runs(job, hours)).sum();
  }

  private static double runs(Job job, double hours) {
    return hours * MINUTES_AN_HOUR / job.minutes();
  }

  private List<Job> jobs() {
    return jobs("");
  }

  private List<Job> jobs(String name) {
    return templates.resources("AWS::Scheduler::Schedule").stream()
        .filter(schedule -> schedule.stack().equals(StackNames.functions(LakeCapability.NAME)))
        .filter(schedule -> schedule.path().startsWith(name))
        .filter(schedule -> RATE.matcher(schedule.property("/ScheduleExpression")).matches())
        .map(this::job)
        .toList();
  }

  private Job job(Templates.Resource schedule) {
    var rate = RATE.matcher(schedule.property("/ScheduleExpression"));
    if (!rate.matches()) {
      throw new IllegalStateException(schedule.path() + " has no rate in minutes");
    }
    var function = schedule.path().replaceFirst("Schedule$", "");
    double memory =
        templates.resources("AWS::Lambda::Function").stream()
            .filter(candidate -> candidate.path().equals(function))
            .mapToInt(candidate -> candidate.properties().path("MemorySize").asInt())
            .sum();
    return new Job(memory, Double.parseDouble(rate.group(1)));
  }
}
