package dev.millrace.infra.ingestion;

import static dev.millrace.infra.costs.Bill.EVENTS;

import dev.millrace.infra.costs.Bill;
import dev.millrace.infra.costs.Prices;
import dev.millrace.infra.costs.Templates;

/** What ingestion adds to the bill: a month without jobs, and a million rows that jobs take in. */
record IngestionCosts(Templates templates, Prices prices) {
  private static final String ROWS = "rows of jobs";
  private static final double SWEEPS_AN_HOUR = 12;

  /** Each as it came, and staged. */
  private static final int OBJECTS_A_PAGE = 2;

  /** The table's, and that of its index. */
  private static final int WRITES_A_RECORD = 2;

  void addTo(Bill bill) {
    idleMonth(bill);
    millionRows(bill);
  }

  private void idleMonth(Bill bill) {
    double secrets = templates.resources("AWS::SecretsManager::Secret").size();
    bill.idle(
        "Secrets (Secrets Manager)",
        "%.0f at $%.2f".formatted(secrets, prices.of("secret_month")),
        secrets * prices.of("secret_month"));
    double sweeps = SWEEPS_AN_HOUR * prices.assumption("hours_a_month");
    bill.idle(
        "Sweep of jobs (Lambda, EventBridge Scheduler)",
        "%,.0f runs of %.0f ms".formatted(sweeps, prices.assumption("milliseconds_an_idle_run")),
        computed("SweepJobs", sweeps * prices.assumption("milliseconds_an_idle_run") / 1000)
            + sweeps / 1e6 * prices.of("lambda_million_requests")
            + sweeps / 1e6 * prices.of("scheduler_million_invocations"));
  }

  private void millionRows(Bill bill) {
    double pages = EVENTS / prices.assumption("rows_a_page");
    double fetched = pages * prices.assumption("milliseconds_a_page") / 1000;
    double stored = EVENTS / prices.assumption("stored_rows_a_second");
    bill.perMillion(
        ROWS,
        "Records (DynamoDB)",
        "one write a row, and one of its index",
        WRITES_A_RECORD * prices.of("dynamodb_million_writes"));
    bill.perMillion(
        ROWS,
        "Pages (S3)",
        "%,.0f of %.0f rows, as they came and staged"
            .formatted(pages, prices.assumption("rows_a_page")),
        OBJECTS_A_PAGE * pages / 1000 * prices.of("s3_thousand_puts"));
    bill.perMillion(
        ROWS,
        "Fetching (Lambda, arm64)",
        "%,.0f s, %.0f ms a page".formatted(fetched, prices.assumption("milliseconds_a_page")),
        computed("FetchSource", fetched));
    bill.perMillion(
        ROWS,
        "Progress (DynamoDB)",
        "one conditional write a page",
        pages / 1e6 * prices.of("dynamodb_million_writes"));
    bill.perMillion(
        ROWS,
        "Storing (Lambda, arm64)",
        "%,.0f s".formatted(stored),
        computed("StoreSource", stored));
  }

  private double computed(String function, double seconds) {
    double memory =
        templates.resources("AWS::Lambda::Function").stream()
            .filter(candidate -> candidate.path().equals(function))
            .mapToInt(candidate -> candidate.properties().path("MemorySize").asInt())
            .sum();
    return seconds * memory / 1024 * prices.of("lambda_arm_gb_second");
  }
}
