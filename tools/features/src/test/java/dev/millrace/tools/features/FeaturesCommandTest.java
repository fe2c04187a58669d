package dev.millrace.tools.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are read by another implementation, DuckDB. */
class FeaturesCommandTest {
  private static final String DOCUMENT =
      "{\"_id\":\"%s\",\"_source\":{\"createdDateTime\":%s,\"zipCode\":%s}}";

  @TempDir private Path folder;

  @Test
  void anyReaderOfParquetFindsTheFeatures() throws Exception {
    Path lines =
        file(
            "lines.ndjson",
            DOCUMENT.formatted("a", "1731880381293", "\"01099\"") + "\n",
            DOCUMENT.formatted("b", "\"2000-02-29T23:59:59.999+00:00\"", "1099") + "\n");
    Path array = file("array.json", "[" + DOCUMENT.formatted("é", "946684800000", "null") + "]");

    assertThat(run("--input", lines.toString(), array.toString(), "--output", output().toString()))
        .isZero();

    assertThat(
            query(
                "SELECT record_id, event_time::VARCHAR, day_of_year, day_of_week, hour_of_day,"
                    + " zip_code FROM '%s' ORDER BY event_time",
                "features.parquet"))
        .containsExactly(
            "é|2000-01-01 00:00:00+00|1|5|0|null",
            "b|2000-02-29 23:59:59.999+00|60|1|23|01099",
            "a|2024-11-17 21:53:01.293+00|322|6|21|01099");
    assertThat(
            query(
                "SELECT typeof(event_time), typeof(day_of_year) FROM '%s' LIMIT 1",
                "features.parquet"))
        .containsExactly("TIMESTAMP WITH TIME ZONE|INTEGER");
    assertThat(output().resolve("quarantine.ndjson")).exists();
    assertThat(files()).containsExactly("features.parquet", "quarantine.ndjson");
  }

  /** Tests have more on their class path than scripts/features has. */
  @Test
  void theCommandRunsOnItsOwnClassPath() throws Exception {
    Path input = file("lines.ndjson", DOCUMENT.formatted("a", "1731880381293", "\"01099\"") + "\n");
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/classes"
                    + File.pathSeparator
                    + Files.readString(Path.of("target/classpath")),
                FeaturesCommand.class.getName(),
                "--input",
                input.toString(),
                "--output",
                output().toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();

    assertThat(process.waitFor()).as(Files.readString(printed)).isZero();
    assertThat(files()).containsExactly("features.parquet", "quarantine.ndjson");
  }

  @Test
  void numbersPastEveryLimitCostTheirOwnDocumentAtMost() throws Exception {
    Path lines =
        file(
            "lines.ndjson",
            DOCUMENT.formatted("a", "100e2147483647", "1") + "\n",
            DOCUMENT.formatted("b", "1731880381293", "100e2147483647") + "\n",
            DOCUMENT.formatted("c", "1731880381293", "1") + "\n");

    assertThat(run("--input", lines.toString(), "--output", output().toString())).isZero();

    assertThat(query("SELECT record_id, zip_code FROM '%s'", "features.parquet"))
        .containsExactly("b|null", "c|00001");
    assertThat(output().resolve("quarantine.ndjson"))
        .content()
        .contains("created_date_time_out_of_range");
  }

  @Test
  void aFormerOptionIsAnsweredWithWhatTookItsPlace() {
    for (String option : List.of("--index-in-id", "--created-date-time-path", "--zip-code-path")) {
      assertThat(errors(2, option, "x", "--input", "x", "--output", "x"))
          .startsWith("features: %s is no option any more: \"record\" in".formatted(option));
    }
  }

  @Test
  void aGzippedFileIsReadAsWhatItHolds() throws Exception {
    Path zipped = folder.resolve("zipped");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      gzip.write(DOCUMENT.formatted("a", "1731880381293", "1").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(run("--input", zipped.toString(), "--output", output().toString())).isZero();

    assertThat(query("SELECT record_id, zip_code FROM '%s'", "features.parquet"))
        .containsExactly("a|00001");
  }

  @Test
  void whatIsNoSessionIsQuarantinedWithItsReasonAndItsBytes() throws Exception {
    Path lines =
        file(
            "lines.ndjson",
            "{\"_id\":\"a\",\"_source\":{}}\n",
            DOCUMENT.formatted("fine", "1731880381293", "1") + "\n",
            "nonsense\n");
    Files.write(lines, new byte[] {(byte) 0xff}, StandardOpenOption.APPEND);

    assertThat(run("--input", lines.toString(), "--output", output().toString())).isZero();

    assertThat(
            query(
                "SELECT document, id, reason, data, data_base64 FROM '%s' ORDER BY 1",
                "quarantine.ndjson"))
        .containsExactly(
            "1|a|created_date_time_missing|{\"_id\":\"a\",\"_source\":{}}|null",
            "3|null|malformed_json|nonsense|null",
            "4|null|malformed_json|null|/w==");
    assertThat(query("SELECT record_id FROM '%s'", "features.parquet")).containsExactly("fine");
  }

  @Test
  void anInputThatCannotBeReadIsNamedAndLeavesNothingBehind() throws IOException {
    Path fine = file("fine.ndjson", DOCUMENT.formatted("fine", "1731880381293", "1"));
    Path cut = file("cut.json", "[{\"_id\":");

    assertThat(
            errors(1, "--input", fine.toString(), cut.toString(), "--output", output().toString()))
        .isEqualTo(
            "features: %s: the JSON array ends at byte 8, in element 1, which begins at byte 1: 1 of its brackets are open, expected their closing ones\n"
                .formatted(cut));
    assertThat(files()).isEmpty();
  }

  @Test
  void anElementThatIsNoJsonIsQuarantinedAndTheOthersAreRead() throws Exception {
    Path array =
        file(
            "array.json",
            "\uFEFF[" + DOCUMENT.formatted("a", "1731880381293", "1") + ",",
            DOCUMENT.formatted("b", "NaN", "1") + ",",
            DOCUMENT.formatted("c", "1731880381293", "1") + "]");

    assertThat(run("--input", array.toString(), "--output", output().toString())).isZero();

    assertThat(query("SELECT record_id FROM '%s' ORDER BY 1", "features.parquet"))
        .containsExactly("a", "c");
    assertThat(query("SELECT document, id, reason FROM '%s'", "quarantine.ndjson"))
        .containsExactly("2|b|malformed_json");
  }

  @Test
  void aFileInUtf16IsRefusedInASentence() throws IOException {
    Path utf16 = folder.resolve("utf16.json");
    Files.write(utf16, "\uFEFF[{\"_id\":\"a\"}]".getBytes(StandardCharsets.UTF_16LE));

    assertThat(errors(1, "--input", utf16.toString(), "--output", output().toString()))
        .isEqualTo(
            "features: %s: it begins as UTF-16 does, expected UTF-8 text\n".formatted(utf16));
  }

  @Test
  void aGzippedFileThatIsCutInTheHeaderOfAMemberIsRefused() throws IOException {
    Path zipped = folder.resolve("zipped");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      gzip.write(DOCUMENT.formatted("a", "1731880381293", "1").getBytes(StandardCharsets.UTF_8));
    }
    long length = Files.size(zipped);
    Files.write(zipped, new byte[] {0x1f, (byte) 0x8b, 8}, StandardOpenOption.APPEND);

    assertThat(errors(1, "--input", zipped.toString(), "--output", output().toString()))
        .isEqualTo(
            "features: %s: the gzip ends at byte %d, before it is complete\n"
                .formatted(zipped, length + 3));
  }

  @Test
  void wrongArgumentsAreAnsweredInASentence() throws IOException {
    assertThat(errors(2, "--output", "x"))
        .isEqualTo("features: --input is missing; expected --input FILE... --output DIR\n");
    assertThat(errors(2, "--input", folder.toString()))
        .isEqualTo(
            "features: --input held %s, expected a file that can be read\n".formatted(folder));
    assertThat(errors(2, "--input", "--output", "x"))
        .isEqualTo("features: --input wants a value; see --help\n");
    assertThat(errors(2, "--outptu", "x"))
        .isEqualTo("features: --outptu is not expected here; see --help\n");
    assertThat(errors(2, "x")).isEqualTo("features: x is not expected here; see --help\n");
    assertThat(errors(2, "--output", "x", "y"))
        .isEqualTo("features: y is not expected here; see --help\n");
    Path input = file("input", "{}");
    assertThat(errors(2, "--input", input.toString(), "--output", "x", "--format", "csv"))
        .isEqualTo("features: --format held csv, expected parquet or ndjson\n");
    assertThat(errors(2, "--input", input.toString(), "--output", "x", "--lookup", "zip"))
        .isEqualTo("features: --lookup held zip, expected TABLE=FILE.csv\n");
    assertThat(errors(2, "--input", input.toString(), "--output", "x", "--lookup", "z=" + input))
        .isEqualTo("features: --lookup is for the features of a --model\n");
  }

  private Path output() {
    return folder.resolve("output");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(output())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path file(String name, String... parts) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("", parts));
  }

  private static int run(String... arguments) {
    return FeaturesCommand.run(arguments);
  }

  private static String errors(int status, String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(run(arguments)).isEqualTo(status);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> query(String sql, String file) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql.formatted(output().resolve(file)))) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            row.add(String.valueOf(result.getString(column)));
          }
          rows.add(String.join("|", row));
        }
      }
    }
    return rows;
  }
}
