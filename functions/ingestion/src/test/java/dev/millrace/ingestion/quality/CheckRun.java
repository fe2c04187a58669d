package dev.millrace.ingestion.quality;

import dev.millrace.common.Json;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.ReferencedKeys;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Checks and rows as their JSON, and what comes of them. */
public final class CheckRun {
  /** When every run is judged. */
  public static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private QualityContext context = new QualityContext(column -> false, ReferencedKeys.NONE);
  private final List<Row> rows = new ArrayList<>();
  private final QualityChecks checks;

  private CheckRun(QualityChecks checks) {
    this.checks = checks;
  }

  /** A run with these checks, each of them a JSON object. */
  public static CheckRun with(String... checks) {
    return new CheckRun(checks(String.join(", ", checks)));
  }

  /** Checks, as the elements of a JSON array. */
  public static QualityChecks checks(String elements) {
    String body = "{\"checks\": [" + elements + "]}";
    return QualityChecks.read(
        DefinitionObject.parse(body.getBytes(StandardCharsets.UTF_8)).objects("checks"));
  }

  /** Rows as JSON objects, with ' in place of ". */
  public CheckRun rows(String... objects) {
    for (String object : objects) {
      rows.add(row(object.replace('\'', '"')));
    }
    return this;
  }

  /** More rows. */
  public CheckRun rows(List<Row> more) {
    rows.addAll(more);
    return this;
  }

  /** A row of one column. */
  public CheckRun value(String column, Object value) {
    Row row = new Row();
    row.set(column, value);
    rows.add(row);
    return this;
  }

  /** What the evaluation is given beside the rows. */
  public CheckRun in(QualityContext context) {
    this.context = context;
    return this;
  }

  /** No value of these columns may be shown. */
  public CheckRun protecting(String... columns) {
    return in(new QualityContext(Set.of(columns)::contains, context.referencedKeys()));
  }

  /** What the checks come to, of a source that gave the rows as they are. */
  public List<CheckResult> results() {
    return results(new RunFacts(rows.size(), rows.size(), 0, OptionalLong.empty(), List.of(), NOW));
  }

  /** What the checks come to. */
  public List<CheckResult> results(RunFacts facts) {
    QualityEvaluation evaluation = checks.begin(context);
    rows.forEach(evaluation::row);
    return evaluation.end(facts);
  }

  /** What the only check comes to. */
  public CheckResult result() {
    return results().getFirst();
  }

  /** A row that is a JSON object. */
  public static Row row(String object) {
    try (var json = Json.FACTORY.createParser(object)) {
      json.nextToken();
      Row row = new Row();
      ((Map<?, ?>) JsonValues.read(json)).forEach((name, value) -> row.set((String) name, value));
      return row;
    } catch (IOException malformed) {
      throw new IllegalArgumentException(object, malformed);
    }
  }
}
