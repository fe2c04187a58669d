package dev.millrace.modelserver;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.modelserver.LatencyHistogram.Summary;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** What became of the invocations of one version of a model since it was loaded. */
final class InvocationMetrics {
  private static final double NANOSECONDS = 1e6;
  private static final double THOUSANDTHS = 1e3;

  private final VersionName name;
  private final long memoryBytes;
  private final LongAdder requests = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LatencyHistogram latencies = new LatencyHistogram();

  InvocationMetrics(VersionName name, long memoryBytes) {
    this.name = name;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Counts a request that got its predictions.
   *
   * @param nanoseconds from the arrival of its body until its answer was written
   */
  void answered(int instances, long nanoseconds) {
    requests.increment();
    rows.add(instances);
    latencies.record(nanoseconds);
  }

  /** Counts a request that got an error. */
  void refused() {
    requests.increment();
    errors.increment();
  }

  /** Writes {@code {"model": ..., "model_version": ..., "requests": n, ...}}. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", name.model());
    json.writeStringField("model_version", name.version());
    json.writeNumberField("memory_bytes", memoryBytes);
    json.writeNumberField("requests", requests.sum());
    json.writeNumberField("rows", rows.sum());
    json.writeNumberField("errors", errors.sum());
    json.writeObjectFieldStart("latency_ms");
    writeLatencies(json, latencies.summary());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeLatencies(JsonGenerator json, Summary summary) throws IOException {
    if (summary.count() == 0) {
      return;
    }
    writeMilliseconds(json, "min", summary.min());
    writeMilliseconds(json, "mean", summary.mean());
    writeMilliseconds(json, "max", summary.max());
    writeMilliseconds(json, "p50", summary.p50());
    writeMilliseconds(json, "p95", summary.p95());
    writeMilliseconds(json, "p99", summary.p99());
  }

  /** In whole microseconds. */
  private static void writeMilliseconds(JsonGenerator json, String name, double nanoseconds)
      throws IOException {
    json.writeNumberField(name, Math.round(nanoseconds / NANOSECONDS * THOUSANDTHS) / THOUSANDTHS);
  }
}
