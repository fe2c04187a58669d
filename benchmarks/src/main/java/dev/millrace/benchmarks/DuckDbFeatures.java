package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.CRC32;

/**
 * The other baseline of {@link FeaturesBenchmark}: one statement of DuckDB's, on all cores, that
 * names the fields it wants and skips the others. It writes Parquet with the compression that
 * {@code scripts/features} has. What counts is the statement alone, without the start of the JVM
 * and the engine.
 */
public final class DuckDbFeatures {
  private static final String STATEMENT =
      """
      COPY (
        SELECT record_id, created AT TIME ZONE 'UTC' AS event_time,
          dayofyear(created)::INTEGER AS day_of_year, isodow(created)::INTEGER - 1 AS day_of_week,
          hour(created)::INTEGER AS hour_of_day, zip_code
        FROM (
          SELECT _id AS record_id, make_timestamp(_source.createdDateTime * 1000) AS created,
            _source.zipCode AS zip_code
          FROM read_json('%s', format = 'newline_delimited',
            columns = {_id: 'VARCHAR', _source: 'STRUCT(createdDateTime BIGINT, zipCode VARCHAR)'})))
      TO '%s' (FORMAT parquet, COMPRESSION zstd)
      """;

  private DuckDbFeatures() {}

  /**
   * Takes the file of NDJSON to read and that of Parquet to write; prints the seconds that the
   * statement took, and those of the processors.
   */
  public static void main(String[] arguments) throws SQLException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      long start = System.nanoTime();
      long cpu = system.getProcessCpuTime();
      statement.execute(STATEMENT.formatted(arguments[0], arguments[1]));
      System.out.println(
          (System.nanoTime() - start) / 1e9 + " " + (system.getProcessCpuTime() - cpu) / 1e9);
    }
  }

  /** The rows of a Parquet file and the sum of their checksums, as features_pandas.py prints. */
  static String checksum(Path parquet) throws SQLException {
    long rows = 0;
    long sum = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT concat_ws('|', record_id, epoch_ms(event_time), day_of_year, day_of_week,
                  hour_of_day, zip_code)
                FROM '%s'
                """
                    .formatted(parquet))) {
      while (result.next()) {
        CRC32 crc = new CRC32();
        crc.update(result.getString(1).getBytes(StandardCharsets.UTF_8));
        rows++;
        sum += crc.getValue();
      }
    }
    return rows + " " + sum;
  }
}
