package dev.millrace.benchmarks;

import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a document's bytes to its features: Millrace against a tree of the document. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParseAndFeatures {

  /** Pages of a document: it has about 1.3 KB with 3 of them, and about 12 KB with 62. */
  @Param({"3", "62"})
  public int pages;

  private static final long SEED = 20241117;
  private static final int DOCUMENTS = 500;
  private static final Instant ARRIVAL = Instant.parse("2025-01-01T00:00:00Z");

  private static final String MODEL =
      """
      {"name": "today", "version": "1.0.0", "features": [
       {"name": "day_of_year"}, {"name": "day_of_week"}, {"name": "hour_of_day"}, {"name": "zip_known"}]}
      """;
  private static final Optional<LookupRow> NO_ROW_ATTRIBUTES =
      Optional.of(new LookupRow(Map.of(), Map.of()));

  private final FeaturePlan plan = Plans.of(MODEL);
  private final DocumentParser planParser = plan.parser();
  private final ModelFeatures features = plan.versions().getFirst();
  private final NaiveFeatures naive = new NaiveFeatures();

  private List<byte[]> documents;
  private int next;

  /** Generates the documents, and fails unless both sides give the same features for each. */
  @Setup
  public void compareFeatures() throws IOException {
    documents = SessionDocuments.generate(SEED, DOCUMENTS, pages);
    for (byte[] document : documents) {
      double[] expected = naive.of(document);
      double[] actual = millrace(document);
      if (!Arrays.equals(expected, actual)) {
        throw new IllegalStateException(
            "features held %s, expected %s"
                .formatted(Arrays.toString(actual), Arrays.toString(expected)));
      }
    }
  }

  @Benchmark
  public double[] millrace() {
    return millrace(nextDocument());
  }

  @Benchmark
  public double[] tree() throws IOException {
    return naive.of(nextDocument());
  }

  /** Mean size of the documents, in bytes. */
  static long meanSize(int pages) {
    return Math.round(
        SessionDocuments.generate(SEED, DOCUMENTS, pages).stream()
            .mapToInt(document -> document.length)
            .average()
            .orElseThrow());
  }

  private double[] millrace(byte[] document) {
    return switch (planParser.parse(document, ARRIVAL)) {
      case DocumentRecord record -> {
        List<HeldKey> keys = features.keys(record);
        Map<LookupKey, Optional<LookupRow>> rows =
            Map.of(features.lookupKeys(keys).getFirst(), NO_ROW_ATTRIBUTES);
        yield switch (features.compute(record, keys, rows)) {
          case FeatureOutcome.Computed(FeatureVector vector) -> {
            double[] values = new double[vector.size()];
            for (int i = 0; i < values.length; i++) {
              values[i] = vector.number(i);
            }
            yield values;
          }
          case FeatureOutcome.Refused refused -> throw new IllegalStateException(refused.detail());
        };
      }
      case Rejection rejection -> throw new IllegalStateException(rejection.detail());
    };
  }

  private byte[] nextDocument() {
    next = next + 1 == DOCUMENTS ? 0 : next + 1;
    return documents.get(next);
  }
}
