package dev.millrace.local.command;

import dev.millrace.local.metrics.DeclaredAlarm;
import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricLog;
import dev.millrace.local.metrics.MetricSeries;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prints what the functions wrote as metrics, and which alarms it sets off: {@code
 * scripts/metrics}.
 */
public final class Metrics {
  private static final Path DIRECTORY = Path.of("").toAbsolutePath().resolve(".millrace");

  private Metrics() {}

  /** Takes {@code --environment NAME} and {@code --demo}; runs in the project's root. */
  public static void main(String[] arguments) {
    Command.run(() -> run(Arguments.parse(arguments, Set.of("--environment"), Set.of("--demo"))));
  }

  private static int run(Arguments arguments) throws IOException {
    arguments.requireNoPositional();
    Path stack =
        arguments.flags().contains("--demo")
            ? DIRECTORY.resolve("demo")
            : Local.directory(arguments.environment());
    List<Emission> emissions = MetricLog.read(stack.resolve("logs"));
    CloudAssembly assembly = CloudAssembly.read(DIRECTORY.resolve("cdk.out"));
    Intrinsics intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes(assembly.region(), "http://queues", "http://api"));
    print(emissions, DeclaredAlarm.in(assembly, intrinsics), System.out);
    return 0;
  }

  static void print(List<Emission> emissions, List<DeclaredAlarm> alarms, PrintStream out) {
    TreeMap<MetricSeries, List<Emission>> bySeries =
        emissions.stream()
            .collect(Collectors.groupingBy(Emission::series, TreeMap::new, Collectors.toList()));
    String row = "%-20s %-46s %8s %12s %12s %s%n";
    out.printf(row, "metric", "dimensions", "values", "last", "sum", "unit");
    bySeries.forEach(
        (series, written) -> {
          List<Double> values =
              written.stream().flatMap(emission -> emission.values().stream()).toList();
          out.printf(
              row,
              series.name(),
              dimensions(series),
              values.size(),
              number(values.getLast()),
              number(values.stream().mapToDouble(Double::doubleValue).sum()),
              written.getFirst().unit());
        });
    Map<DeclaredAlarm.State, List<DeclaredAlarm>> byState =
        alarms.stream().collect(Collectors.groupingBy(alarm -> alarm.state(emissions)));
    out.println();
    for (DeclaredAlarm alarm : byState.getOrDefault(DeclaredAlarm.State.ON, List.of())) {
      out.printf("ON       %s: %s. %s%n", alarm.name(), alarm.condition(), alarm.description());
    }
    for (DeclaredAlarm alarm : byState.getOrDefault(DeclaredAlarm.State.OFF, List.of())) {
      out.printf("off      %s: %s%n", alarm.name(), alarm.condition());
    }
    for (DeclaredAlarm alarm : byState.getOrDefault(DeclaredAlarm.State.NO_DATA, List.of())) {
      out.printf("no data  %s: %s%n", alarm.name(), alarm.condition());
    }
    out.println(
        "not evaluated, for they are computed from several metrics or on AWS's own: "
            + names(byState.getOrDefault(DeclaredAlarm.State.NOT_EVALUATED, List.of())));
  }

  private static String names(List<DeclaredAlarm> alarms) {
    return alarms.stream().map(DeclaredAlarm::name).collect(Collectors.joining(", "));
  }

  private static String dimensions(MetricSeries series) {
    return series.dimensions().entrySet().stream()
        .map(dimension -> dimension.getKey() + "=" + dimension.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Without a decimal point where it is whole. */
  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
