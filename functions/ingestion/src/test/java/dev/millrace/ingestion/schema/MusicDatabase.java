package dev.millrace.ingestion.schema;

import dev.millrace.common.Sha256;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PostgreSQL with the schema of the decision, on a free port of the loopback interface. */
final class MusicDatabase implements AutoCloseable {
  static final OffsetDateTime MADE = OffsetDateTime.parse("2026-01-01T00:00:00.000001Z");

  private final EmbeddedPostgres server;
  private final Connection connection;

  private MusicDatabase(EmbeddedPostgres server) throws SQLException {
    this.server = server;
    this.connection = server.getPostgresDatabase().getConnection();
  }

  /**
   * Starts the server, which refuses to run as root: as root it is started in a user namespace of
   * its own ({@code unshare}), which the machine has to allow.
   *
   * @param folder for its binaries and data
   */
  static MusicDatabase start(Path folder) throws IOException, SQLException {
    return new MusicDatabase(
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.toFile())
            .setLocaleConfig("locale", "C")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .start());
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  List<List<Object>> rows(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters);
        ResultSet result = statement.executeQuery()) {
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.add(result.getObject(column));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  void addTrack(long id, String genres, int seconds) throws SQLException {
    update(
        """
        INSERT INTO tracks (id, name, artist, genres, duration_seconds, created_at, updated_at)
        VALUES (?, ?, 'An Artist', ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at""",
        id,
        "track " + id,
        genres,
        seconds,
        MADE,
        // As a quarter of the sources' rows have it.
        id % 4 == 0 ? MADE.minusDays(1) : MADE);
  }

  void addUser(long id) throws SQLException {
    update(
        """
        INSERT INTO users (id, email, created_at, updated_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET email = excluded.email, updated_at = excluded.updated_at""",
        id,
        Sha256.hex("someone@example.org".getBytes(StandardCharsets.UTF_8)),
        MADE,
        MADE);
  }

  void addListen(long user, long track, OffsetDateTime at) throws SQLException {
    update(
        """
        INSERT INTO listen_history (user_id, track_id, created_at, updated_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (user_id, track_id, created_at) DO UPDATE SET updated_at = excluded.updated_at""",
        user,
        track,
        at,
        at);
  }

  void addRecommendation(long user, OffsetDateTime at, int rank, long track) throws SQLException {
    update(
        "INSERT INTO recommendations VALUES (?, ?, ?, ?, ?, 'listens', '1.0.0')",
        user,
        at,
        rank,
        track,
        1.0 / rank);
  }

  /** Tracks, users and listens, each listen at a time of its own. */
  void load(Listening listening, int tracks) throws SQLException {
    for (long track = 1; track <= tracks; track++) {
      addTrack(track, "genre " + track % 7, (int) (track % 300));
    }
    for (Map.Entry<Long, Set<Long>> user : listening.tracksOf().entrySet()) {
      addUser(user.getKey());
      for (long track : user.getValue()) {
        addListen(user.getKey(), track, MADE.plusSeconds(track));
      }
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    try (server) {
      connection.close();
    }
  }
}
