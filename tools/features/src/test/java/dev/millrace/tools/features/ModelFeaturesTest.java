package dev.millrace.tools.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with a model of its own: orders of a shop. */
class ModelFeaturesTest {
  private static final String MODEL =
      """
      {"name": "orders", "version": "1.0.0", "task": "regression",
       "record": {"id": "order", "event_time": "at"},
       "lookups": {"shops": {"key": "shop"}},
       "features": [
         {"name": "hour", "from": "event_time", "as": "hour_of_day"},
         {"name": "total", "from": "total", "as": "number", "default": null},
         {"name": "country", "from": "country", "as": "category", "default": null},
         {"name": "items", "from": "items", "as": "count", "default": 0}%s]}
      """;
  private static final String LOOKED_UP =
      """
      , {"name": "size", "lookup": "shops", "attribute": "size", "default": -1},
      {"name": "town", "lookup": "shops", "attribute": "town", "default": "nowhere"},
      {"name": "shop_known", "lookup": "shops", "as": "found"}
      """;
  private static final String ORDER =
      "{\"order\":%d,\"at\":\"2024-11-17T21:53:01.293Z\",\"total\":%s,\"country\":\"%s\",\"shop\":\"%s\",\"items\":[1,2]}\n";

  @TempDir private Path folder;

  @Test
  void aLineOfJsonHasWholeNumbersWithoutAFractionAndNullForWhatIsMissing() throws Exception {
    Path input =
        file(
            "orders",
            ORDER.formatted(7, "12.50", "Köln", "s"),
            ORDER.formatted(8, "null", "", "s"));

    assertThat(run("", input, "--format", "ndjson")).isEmpty();

    assertThat(lines("features.ndjson"))
        .containsExactly(
            "{\"record_id\":\"7\",\"event_time\":\"2024-11-17T21:53:01.293Z\",\"features\":"
                + "{\"hour\":21,\"total\":12.5,\"country\":\"Köln\",\"items\":2}}",
            "{\"record_id\":\"8\",\"event_time\":\"2024-11-17T21:53:01.293Z\",\"features\":"
                + "{\"hour\":21,\"total\":null,\"country\":null,\"items\":2}}");
    assertThat(lines("quarantine.ndjson")).isEmpty();
  }

  @Test
  void aColumnHasTheTypeOfItsFeature() throws Exception {
    Path input =
        file(
            "orders",
            ORDER.formatted(7, "12.50", "Köln", "s"),
            ORDER.formatted(8, "null", "", "s"));

    assertThat(run("", input)).isEmpty();

    assertThat(query("SELECT record_id, hour, total, country, items FROM '%s'"))
        .containsExactly("7|21|12.5|Köln|2", "8|21|null|null|2");
    assertThat(
            query(
                "SELECT typeof(hour), typeof(total), typeof(country), typeof(items) FROM '%s' LIMIT 1"))
        .containsExactly("INTEGER|DOUBLE|VARCHAR|INTEGER");
  }

  @Test
  void lookedUpFeaturesTakeTheirRowsFromAFile() throws Exception {
    Path input =
        file(
            "orders",
            ORDER.formatted(1, "1", "x", "a"),
            ORDER.formatted(2, "1", "x", "b"),
            ORDER.formatted(3, "1", "x", "c"));
    Path shops = file("shops.csv", "shop,size,town\n a ,10.5,\"Berlin, Mitte\"\nb,,\n");

    assertThat(run(LOOKED_UP, input, "--lookup", "shops=" + shops)).isEmpty();

    assertThat(query("SELECT record_id, size, town, shop_known FROM '%s'"))
        .containsExactly("1|10.5|Berlin, Mitte|1", "2|-1.0|nowhere|1", "3|-1.0|nowhere|0");
  }

  @Test
  void withoutAFileOfItsRowsALookUpsKeyIsLeft() throws Exception {
    Path input =
        file("orders", ORDER.formatted(1, "1", "x", "a"), ORDER.formatted(2, "1", "x", ""));

    assertThat(run(LOOKED_UP, input))
        .isEqualTo(
            "features: size, town, shop_known left out, as no --lookup gives the rows of shops; its keys are in shops_key\n");

    assertThat(query("SELECT record_id, shops_key FROM '%s'")).containsExactly("1|a", "2|null");
    assertThat(query("SELECT count(*) FROM (DESCRIBE SELECT * FROM '%s')")).containsExactly("7");

    run(LOOKED_UP, input, "--format", "ndjson");
    assertThat(lines("features.ndjson").getFirst())
        .startsWith(
            "{\"record_id\":\"1\",\"event_time\":\"2024-11-17T21:53:01.293Z\",\"shops_key\":\"a\",\"features\":{");
  }

  @Test
  void aFileOfRowsThatCannotBeUsedIsNamed() throws Exception {
    Path input = file("orders", ORDER.formatted(1, "1", "x", "a"));
    Path twice = file("twice.csv", "shop,size\na,1\na,2\n");
    Path uneven = file("uneven.csv", "shop,size\na\n");

    assertThat(run(LOOKED_UP, input, "--lookup", "shops=" + twice))
        .isEqualTo(
            "features: %s: column shop holds \"a\" twice, expected each key once\n"
                .formatted(twice));
    assertThat(run(LOOKED_UP, input, "--lookup", "shops=" + uneven))
        .startsWith("features: " + uneven);
    assertThat(run(LOOKED_UP, input, "--lookup", "stores=" + twice))
        .isEqualTo(
            "features: --lookup held the table stores, expected one of the model's: [shops]\n");
  }

  @Test
  void rowsAndQuarantineAreInTheOrderOfTheDocumentsOfAllInputs() throws Exception {
    int documents = 20_000;
    String padding = "x".repeat(200);
    Path lines = folder.resolve("lines");
    Files.write(
        lines,
        IntStream.range(0, documents)
            .mapToObj(
                i ->
                    i % 7 == 3
                        ? "{\"order\":%d}".formatted(i)
                        : ORDER.formatted(i, i, padding, "s").strip())
            .toList());
    Path zipped = folder.resolve("zipped");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      gzip.write("[{\"order\":1},".getBytes(StandardCharsets.UTF_8));
      gzip.write(ORDER.formatted(1, 1, padding, "s").getBytes(StandardCharsets.UTF_8));
      gzip.write("]".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(run("", List.of(lines, zipped, lines), "--format", "ndjson")).isEmpty();

    List<String> rows = new ArrayList<>();
    List<String> quarantined = new ArrayList<>();
    for (int input = 0; input < 3; input++) {
      for (int i = 0; i < documents; i++) {
        if (input != 1) {
          (i % 7 == 3 ? quarantined : rows)
              .add(i % 7 == 3 ? (i + 1) + " " + i : Integer.toString(i));
        }
      }
      if (input == 1) {
        quarantined.add("1 1");
        rows.add("1");
      }
    }
    assertThat(recordIds()).isEqualTo(rows);
    assertThat(
            lines("quarantine.ndjson").stream()
                .map(line -> line.replaceAll(".*\"document\":(\\d+),\"id\":\"(\\d+)\".*", "$1 $2")))
        .isEqualTo(quarantined);
  }

  @Test
  void aDocumentMayBeLongerThanAChunk() throws Exception {
    String large = "x".repeat(3 << 20);
    Path lines =
        file(
            "lines",
            ORDER.formatted(1, "1", "a", "s"),
            ORDER.formatted(2, "2", "b", large),
            ORDER.formatted(3, "3", "c", "s"));
    Path array =
        file(
            "array",
            "["
                + String.join(
                    ",", ORDER.formatted(4, "4", "d", large), ORDER.formatted(5, "5", "e", "s"))
                + "]");

    assertThat(run("", List.of(lines, array), "--format", "ndjson")).isEmpty();

    assertThat(recordIds()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aFeatureWithoutAValueAndADefaultIsQuarantined() throws Exception {
    Path input =
        file("orders", ORDER.formatted(7, "1", "x", "s"), "{\"order\":8,\"at\":1731880381293}");

    run(
        ", {\"name\": \"paid\", \"from\": \"total\", \"as\": \"number\"}",
        input,
        "--format",
        "ndjson");

    assertThat(lines("features.ndjson")).hasSize(1);
    assertThat(lines("quarantine.ndjson").getFirst())
        .contains("\"id\":\"8\",\"reason\":\"feature_missing\"", "paid", "total held nothing");
  }

  @Test
  void updatesOfBulkRequestsAreCounted() throws Exception {
    Path input =
        file(
            "bulk",
            "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{}}\n{\"index\":{\"_id\":\"2\"}}\n{\"createdDateTime\":1731880381293}\n");
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(FeaturesCommand.run("--input", input.toString(), "--output", output().toString()))
          .isZero();
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern("updates, which hold parts of documents +1\n");
    assertThat(query("SELECT record_id FROM '%s'")).containsExactly("2");
  }

  @Test
  void aModelThatIsNoneIsNamedAndNothingIsWritten() throws IOException {
    Path input = file("orders", "{}");

    assertThat(run(", {\"name\": \"hour\", \"from\": \"x\", \"as\": \"number\"}", input))
        .startsWith("features: ")
        .contains("hour")
        .doesNotContain("Exception");
    assertThat(run(", {\"name\": \"record_id\", \"from\": \"x\", \"as\": \"number\"}", input))
        .isEqualTo(
            "features: the model has a feature record_id, expected another name: it is that of a column\n");
    assertThat(output()).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path input = file("orders", "{}");
    Path taken = file("taken", "");

    assertThat(errors("--input", input.toString(), "--output", taken.resolve("below").toString()))
        .startsWith("features: " + taken)
        .doesNotContain("Exception");
  }

  private Path output() {
    return folder.resolve("output");
  }

  private Path file(String name, String... parts) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", parts));
  }

  private String run(String features, Path input, String... options) throws IOException {
    return run(features, List.of(input), options);
  }

  /** What it says on the standard error output. */
  private String run(String features, List<Path> inputs, String... options) throws IOException {
    Path model = file("model.json", MODEL.formatted(features));
    List<String> arguments = new ArrayList<>(List.of("--model", model.toString(), "--input"));
    inputs.forEach(input -> arguments.add(input.toString()));
    arguments.addAll(List.of("--output", output().toString()));
    arguments.addAll(List.of(options));
    return errors(arguments.toArray(String[]::new));
  }

  private static String errors(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      FeaturesCommand.run(arguments);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(output().resolve(file)).stream()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private List<String> recordIds() throws IOException {
    return lines("features.ndjson").stream()
        .map(line -> line.replaceAll(".\"record_id\":\"(\\d+)\".*", "$1"))
        .toList();
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(sql.formatted(output().resolve("features.parquet")))) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getObject(column)));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }
}
