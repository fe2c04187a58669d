package dev.millrace.local.sql;

import dev.millrace.local.support.Folders;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A SELECT over the lake's tables, answered by DuckDB from copies of the files that they consist of
 * now; only those of the tables that it mentions are copied.
 *
 * @param credentials a class that Iceberg can make by its name and its static {@code create()}
 */
public record Query(
    URI glueEndpoint, URI s3Endpoint, String region, AwsCredentialsProvider credentials) {

  /**
   * Answers a statement.
   *
   * @throws StackException when it is no SELECT, names a table that is not there, or DuckDB cannot
   *     run it
   */
  public void run(String sql, ResultFormat format, Appendable out) throws IOException {
    read(sql, rows -> format.write(rows, out));
  }

  /**
   * Answers a statement with texts, which are written as {@link #run} writes them.
   *
   * @throws StackException as {@link #run} does
   */
  public Answer answer(String sql) throws IOException {
    List<String> columns = new ArrayList<>();
    List<List<Optional<String>>> lines = new ArrayList<>();
    read(
        sql,
        rows -> {
          columns.addAll(ResultFormat.names(rows.getMetaData()));
          while (rows.next()) {
            lines.add(ResultFormat.row(rows));
          }
        });
    return new Answer(List.copyOf(columns), List.copyOf(lines));
  }

  /**
   * The rows of an answer.
   *
   * @param rows cells as text; empty where they are NULL
   */
  public record Answer(List<String> columns, List<List<Optional<String>>> rows) {}

  private interface Reader {
    void read(ResultSet rows) throws SQLException, IOException;
  }

  private void read(String sql, Reader reader) throws IOException {
    Path folder = Files.createTempDirectory("millrace-sql-");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET autoinstall_known_extensions = false");
      createViews(MentionedTables.of(sql, duckDb), duckDb, folder);
      try (ResultSet rows = statement.executeQuery(sql)) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw new StackException(sentence(e), e);
    } finally {
      Folders.delete(folder);
    }
  }

  private void createViews(Set<TableName> names, Connection duckDb, Path folder)
      throws SQLException, IOException {
    if (names.isEmpty()) {
      return;
    }
    try (LakeTables tables = new LakeTables(glueEndpoint, s3Endpoint, region, credentials);
        Statement statement = duckDb.createStatement()) {
      for (TableName name : names) {
        LakeTable table = tables.table(name);
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + Identifiers.name(name.database()));
        table.createView(duckDb, name, Files.createDirectory(folder.resolve(name.toString())));
      }
    }
  }

  /** DuckDB's first paragraph; what follows shows the statement again. */
  private static String sentence(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int paragraph = message.indexOf("\n\nLINE ");
    return (paragraph < 0 ? message : message.substring(0, paragraph)).replaceAll("\\s+", " ");
  }
}
