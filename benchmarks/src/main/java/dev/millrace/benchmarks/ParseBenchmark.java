package dev.millrace.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ParseAndFeatures} and {@link ThirtyFields} with JMH and prints their sides next to
 * each other.
 */
public final class ParseBenchmark {

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private ParseBenchmark() {}

  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(ParseAndFeatures.class.getName())
                    .include(ThirtyFields.class.getName())
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .build())
            .run();
    System.out.printf(
        "%nEvery document gave equal features on all sides.%n%n%-22s %14s %14s %7s %14s %14s %7s%n",
        "document", "millrace ns", "tree ns", "faster", "millrace B", "tree B", "fewer");
    byDocument(results).forEach(ParseBenchmark::print);
  }

  private static Map<String, Map<String, RunResult>> byDocument(Collection<RunResult> results) {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                result -> document(result.getParams().getParam("pages")),
                TreeMap::new,
                Collectors.toMap(
                    result -> result.getPrimaryResult().getLabel(), result -> result)));
  }

  private static String document(String pages) {
    return pages == null
        ? "%,d B, 30 fields".formatted(ThirtyFields.meanSize())
        : "%,d B".formatted(ParseAndFeatures.meanSize(Integer.parseInt(pages)));
  }

  private static void print(String document, Map<String, RunResult> sides) {
    RunResult millrace = sides.get("millrace");
    RunResult tree = sides.get("tree");
    System.out.printf(
        "%-22s %14s %14s %6.2fx %14.0f %14.0f %6.2fx%n",
        document,
        time(millrace),
        time(tree),
        nanos(tree) / nanos(millrace),
        bytes(millrace),
        bytes(tree),
        bytes(tree) / bytes(millrace));
  }

  private static String time(RunResult result) {
    return "%.0f ± %.0f".formatted(nanos(result), result.getPrimaryResult().getScoreError());
  }

  private static double nanos(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static double bytes(RunResult result) {
    return result.getSecondaryResults().get(ALLOCATION).getScore();
  }
}
