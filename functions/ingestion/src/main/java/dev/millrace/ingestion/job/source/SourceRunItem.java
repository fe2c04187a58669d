package dev.millrace.ingestion.job.source;

import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A source's row as the item that the table holds, and back. */
final class SourceRunItem {
  private final Map<String, AttributeValue> attributes;

  private SourceRunItem(Map<String, AttributeValue> attributes) {
    this.attributes = attributes;
  }

  /** The item of a row that is written for the {@code revision}th time. */
  static Map<String, AttributeValue> of(SourceRun run, long revision, long expiresAt) {
    SourceRunItem item = new SourceRunItem(new TreeMap<>());
    item.text("job", run.at().job());
    item.text("source", run.at().source());
    item.text("dataset", run.dataset());
    item.number("position", run.position());
    item.number("revision", revision);
    item.text("phase", run.phase().text());
    item.progress(run.progress());
    item.counts(run.counts());
    item.number("record_pages", run.recordPages());
    run.error()
        .ifPresent(
            error -> {
              item.text("error_category", error.category().text());
              item.text("error_message", error.message());
              item.text("error_field", error.field());
            });
    run.times().startedAt().ifPresent(time -> item.text("started_at", time.toString()));
    run.times().fetchedAt().ifPresent(time -> item.text("fetched_at", time.toString()));
    run.times().finishedAt().ifPresent(time -> item.text("finished_at", time.toString()));
    run.reusedFrom().ifPresent(job -> item.text("reused_from", job));
    if (expiresAt > 0) {
      item.number("expires_at", expiresAt);
    }
    return item.attributes;
  }

  private void progress(FetchProgress progress) {
    number("pages", progress.pages());
    text("cursor", progress.cursor());
    number("failures", progress.failures());
    progress.total().ifPresent(total -> number("total", total));
    progress.slot().ifPresent(slot -> text("slot", slot.toString()));
    progress.since().ifPresent(since -> text("since", since));
    progress.newest().ifPresent(newest -> text("newest", newest));
  }

  private void counts(SourceCounts counts) {
    number("rows_in", counts.rowsIn());
    number("rows_out", counts.rowsOut());
    number("rows_rejected", counts.rowsRejected());
    number("attempts", counts.attempts());
    number("bytes", counts.bytes());
    number("response_millis", counts.responseMillis());
  }

  private void text(String name, String value) {
    attributes.put(name, AttributeValue.fromS(value));
  }

  private void number(String name, long value) {
    attributes.put(name, AttributeValue.fromN(Long.toString(value)));
  }

  /** The row that an item is. */
  static SourceRun read(Map<String, AttributeValue> attributes) {
    SourceRunItem item = new SourceRunItem(attributes);
    return new SourceRun(
        new StagedSource(item.text("job"), item.text("source")),
        item.text("dataset"),
        Math.toIntExact(item.number("position")),
        item.number("revision"),
        SourcePhase.of(item.text("phase")),
        item.progress(),
        item.counts(),
        Math.toIntExact(item.number("record_pages")),
        item.find("error_category")
            .map(
                category ->
                    new RunError(
                        FailureCategory.find(category).orElse(FailureCategory.INTERNAL),
                        item.text("error_message"),
                        item.text("error_field"))),
        new SourceTimes(item.time("started_at"), item.time("fetched_at"), item.time("finished_at")),
        item.find("reused_from"));
  }

  private FetchProgress progress() {
    return new FetchProgress(
        Math.toIntExact(number("pages")),
        text("cursor"),
        Math.toIntExact(number("failures")),
        attributes.containsKey("total") ? OptionalLong.of(number("total")) : OptionalLong.empty(),
        time("slot"),
        find("since"),
        find("newest"));
  }

  private SourceCounts counts() {
    return new SourceCounts(
        number("rows_in"),
        number("rows_out"),
        number("rows_rejected"),
        number("attempts"),
        number("bytes"),
        number("response_millis"));
  }

  private Optional<Instant> time(String name) {
    return find(name).map(Instant::parse);
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  private String text(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("A source's row has no " + name));
  }

  private long number(String name) {
    AttributeValue held = attributes.get(name);
    if (held == null) {
      throw new IllegalStateException("A source's row has no " + name);
    }
    return Long.parseLong(held.n());
  }
}
