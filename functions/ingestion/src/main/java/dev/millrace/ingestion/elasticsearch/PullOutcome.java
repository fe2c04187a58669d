package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Json;
import java.util.List;

/** What a run did, source by source. */
public record PullOutcome(List<SourceOutcome> sources) {
  /** Copies the list. */
  public PullOutcome {
    sources = List.copyOf(sources);
  }

  /** How many sources ended with an error. */
  public long failed() {
    return sources.stream().filter(source -> source.error().isPresent()).count();
  }

  /** The run's answer: {@code {"sources": [...]}}, in UTF-8. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("sources");
          for (SourceOutcome source : sources) {
            source.write(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
