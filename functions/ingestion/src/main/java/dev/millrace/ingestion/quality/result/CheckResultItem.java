package dev.millrace.ingestion.quality.result;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Json;
import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.Severity;
import dev.millrace.runs.RunId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table's rows: a row for each check of a run, and one for each run that succeeded. */
final class CheckResultItem {
  static final String PARTITION_KEY = "dataset";
  static final String SORT_KEY = "run_check";
  static final String EXPIRY = "expires_at";
  static final String ROWS = "rows";

  /** Sorts behind all rows of checks, which begin with a job's year, and before those of runs. */
  static final String BEHIND_CHECKS = ":";

  private CheckResultItem() {}

  /** What the rows of a run's checks begin with. */
  static String checksPrefix(RunId job, String source) {
    return "%s#%s#".formatted(job, source);
  }

  /** What the rows of a source's successful runs begin with. */
  static String runsPrefix(String source) {
    return "run#%s#".formatted(source);
  }

  static Map<String, AttributeValue> ofCheck(
      CheckedRun run, CheckResult result, Optional<Instant> expiry) {
    String key = "%s%03d".formatted(checksPrefix(run.job(), run.source()), result.position());
    Map<String, AttributeValue> item = item(run, key, expiry);
    item.put("position", fromN(Integer.toString(result.position())));
    item.put("check", fromS(result.check()));
    item.put("severity", fromS(result.severity().text()));
    item.put("columns", fromL(result.columns().stream().map(AttributeValue::fromS).toList()));
    item.put("passed", fromBool(result.passed()));
    item.put("message", fromS(result.message()));
    result
        .measured()
        .ifPresent(figure -> item.put("measured", fromN(BigDecimal.valueOf(figure).toString())));
    return item;
  }

  static Map<String, AttributeValue> ofRun(CheckedRun run, long rows, Optional<Instant> expiry) {
    Map<String, AttributeValue> item = item(run, runsPrefix(run.source()) + run.job(), expiry);
    item.put(ROWS, fromN(Long.toString(rows)));
    return item;
  }

  private static Map<String, AttributeValue> item(
      CheckedRun run, String key, Optional<Instant> expiry) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(PARTITION_KEY, fromS(run.dataset()));
    item.put(SORT_KEY, fromS(key));
    item.put("job", fromS(run.job().text()));
    item.put("source", fromS(run.source()));
    item.put("at", fromS(Json.time(run.at())));
    expiry.ifPresent(time -> item.put(EXPIRY, fromN(Long.toString(time.getEpochSecond()))));
    return item;
  }

  /** The result that a row of a check holds. */
  static StoredCheckResult read(Map<String, AttributeValue> item) {
    List<String> columns = item.get("columns").l().stream().map(AttributeValue::s).toList();
    AttributeValue measured = item.get("measured");
    return new StoredCheckResult(
        new CheckedRun(
            item.get(PARTITION_KEY).s(),
            new RunId(item.get("job").s()),
            item.get("source").s(),
            Instant.parse(item.get("at").s())),
        new CheckResult(
            item.get("check").s(),
            Integer.parseInt(item.get("position").n()),
            Severity.of(item.get("severity").s()),
            columns,
            item.get("passed").bool(),
            item.get("message").s(),
            measured == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(measured.n()))));
  }

  /** Whether a row is past its time, and only not deleted yet. */
  static boolean isExpired(Map<String, AttributeValue> item, Instant now) {
    AttributeValue expiry = item.get(EXPIRY);
    return expiry != null && Long.parseLong(expiry.n()) <= now.getEpochSecond();
  }
}
