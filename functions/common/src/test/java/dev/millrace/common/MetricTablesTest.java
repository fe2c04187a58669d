package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of each capability has its metrics as its contract declares them. */
class MetricTablesTest {
  private static final Path FUNCTIONS = Path.of("..");

  static List<Path> contracts() throws IOException {
    try (Stream<Path> files = Files.walk(FUNCTIONS)) {
      return files
          .filter(file -> file.endsWith("contract.json"))
          .filter(file -> file.toString().contains("/src/main/resources/"))
          .toList();
    }
  }

  private static Contract contract(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return Contract.read(input);
    }
  }

  /** In {@code docs/capabilities}, called as the contract's module is. */
  private static String page(Path contract) throws IOException {
    Path capability = FUNCTIONS.relativize(contract).getName(0);
    return Files.readString(FUNCTIONS.resolve("../docs/capabilities/%s.md".formatted(capability)))
        + "\n";
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void theTablesAreThoseOfTheContract(Path file) throws IOException {
    Contract contract = contract(file);

    assertThat(page(file))
        .contains(
            table(
                "| metric | unit | also by | |",
                contract.metrics().stream().map(MetricTablesTest::row).toList()))
        .contains(
            table(
                "| dimension | values |",
                contract.dimensions().entrySet().stream().map(MetricTablesTest::row).toList()));
  }

  /** With an empty line on either side; nothing where there are no rows. */
  private static String table(String head, List<String> rows) {
    return rows.isEmpty()
        ? ""
        : "\n%s\n%s\n%s\n\n"
            .formatted(head, head.replaceAll("[^|]+", " --- "), String.join("\n", rows));
  }

  private static String row(Map.Entry<String, List<String>> dimension) {
    return "| `%s` | %s |".formatted(dimension.getKey(), code(dimension.getValue()));
  }

  private static String code(List<String> words) {
    return words.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  private static String row(Contract.DeclaredMetric metric) {
    return "| `%s` | %s | %s | %s |"
        .formatted(metric.name(), metric.unit(), code(metric.by()), metric.meaning())
        .replace("|  |", "| |");
  }
}
