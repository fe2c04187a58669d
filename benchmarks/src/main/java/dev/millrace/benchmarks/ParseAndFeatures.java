package dev.millrace.benchmarks;

import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.session.FieldPaths;
import dev.millrace.features.session.ParsedDocument;
import dev.millrace.features.session.Rejection;
import dev.millrace.features.session.Session;
import dev.millrace.features.session.SessionParser;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
  private static final Map<String, Double> NO_ATTRIBUTES = Map.of();

  private final SessionParser parser = new SessionParser(FieldPaths.DEFAULT, Duration.ofDays(1));
  private final FeatureVectors vectors =
      new FeatureVectors(
          FeatureSchema.of(
              List.of("day_of_year", "day_of_week", "hour_of_day", "zip_known"), Map.of()));
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
    ParsedDocument parsed = parser.parse(document, ARRIVAL);
    return switch (parsed) {
      case Session session ->
          vectors.of(session, session.zipCode().map(zipCode -> NO_ATTRIBUTES)).toArray();
      case Rejection rejection -> throw new IllegalStateException(rejection.detail());
    };
  }

  private byte[] nextDocument() {
    next = next + 1 == DOCUMENTS ? 0 : next + 1;
    return documents.get(next);
  }
}
