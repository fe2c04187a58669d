package dev.millrace.ingestion.job;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.quality.result.CheckResultJson;
import dev.millrace.ingestion.quality.result.QualityResultTable;
import dev.millrace.ingestion.quality.result.StoredCheckResult;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.http.RunView;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the answer about a job says of its sources. Thread-safe. */
public final class JobView implements RunView {
  private final SourceRunTable table;
  private final QualityResultTable quality;

  JobView(SourceRunTable table, QualityResultTable quality) {
    this.table = Objects.requireNonNull(table);
    this.quality = Objects.requireNonNull(quality);
  }

  @Override
  public void writeDetails(Run run, JsonGenerator json, Deadline deadline) throws IOException {
    List<SourceRun> sources = table.ofJob(run.id().text(), deadline);
    json.writeArrayFieldStart("sources");
    for (SourceRun source : sources) {
      write(source, run, json, deadline);
    }
    json.writeEndArray();
  }

  private void write(SourceRun source, Run run, JsonGenerator json, Deadline deadline)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", source.at().source());
    // A job that ended early leaves its sources where they were.
    boolean cut = run.status().isFinal() && !source.phase().isFinal();
    json.writeStringField("status", cut ? run.status().text() : source.phase().status());
    json.writeStringField("dataset", source.dataset());
    json.writeNumberField("pages", source.progress().pages());
    json.writeNumberField("rows_in", source.counts().rowsIn());
    json.writeNumberField("rows_out", source.counts().rowsOut());
    json.writeNumberField("rows_rejected", source.counts().rowsRejected());
    json.writeNumberField("attempts", source.counts().attempts());
    json.writeNumberField("bytes", source.counts().bytes());
    json.writeNumberField("response_ms", source.counts().responseMillis());
    if (source.progress().total().isPresent()) {
      json.writeNumberField("total", source.progress().total().getAsLong());
    }
    time(json, "started_at", source.times().startedAt());
    time(json, "fetched_at", source.times().fetchedAt());
    time(json, "finished_at", source.times().finishedAt());
    if (source.reusedFrom().isPresent()) {
      json.writeStringField("reused_from", source.reusedFrom().get());
    }
    json.writeArrayFieldStart("checks");
    RunId checked = source.reusedFrom().map(RunId::new).orElse(run.id());
    for (StoredCheckResult check :
        quality.ofRun(source.dataset(), checked, source.at().source(), deadline)) {
      CheckResultJson.write(json, check.result());
    }
    json.writeEndArray();
    if (source.error().isPresent()) {
      json.writeFieldName("error");
      source.error().get().write(json);
    }
    json.writeEndObject();
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time)
      throws IOException {
    if (time.isPresent()) {
      json.writeStringField(name, Json.time(time.get()));
    }
  }
}
