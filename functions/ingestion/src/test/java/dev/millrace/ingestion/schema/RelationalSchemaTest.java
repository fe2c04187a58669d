package dev.millrace.ingestion.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of decision 30 and the queries of the documentation, in PostgreSQL. */
class RelationalSchemaTest {
  private static final String DECISION = "decisions/0030-relational-schema.md";
  private static final String QUESTIONS = "ingestion/GRAPH_QUESTIONS.md";
  private static final int TRACKS = 120;
  private static final Listening LISTENING = Listening.random(80, TRACKS, 17);

  private static MusicDatabase database;
  private static List<String> questions;
  private static List<String> graphQuestions;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    database = MusicDatabase.start(folder);
    List<String> blocks = SqlBlocks.of(DECISION);
    database.execute(blocks.getFirst());
    questions = SqlBlocks.statements(blocks.getLast());
    graphQuestions = SqlBlocks.of(QUESTIONS);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @BeforeEach
  void load() throws Exception {
    database.execute("TRUNCATE tracks, users, listen_history, recommendations");
    database.load(LISTENING, TRACKS);
  }

  @Test
  void loadingAgainChangesNothing() throws Exception {
    String all =
        "SELECT (SELECT count(*) FROM tracks), (SELECT count(*) FROM users), (SELECT count(*) FROM listen_history)";
    List<List<Object>> before = database.rows(all);

    database.load(LISTENING, TRACKS);

    assertThat(database.rows(all)).isEqualTo(before);
    assertThat(before.getFirst().getFirst()).isEqualTo((long) TRACKS);
  }

  @Test
  void timesKeepTheirMicrosecondsAndUsersMayShareAnEmail() throws Exception {
    assertThat(
            database.rows(
                "SELECT count(*), count(DISTINCT email) FROM users WHERE created_at = ?",
                MusicDatabase.MADE))
        .containsExactly(List.of(80L, 1L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO listen_history VALUES (1, 999, now(), now()) | listen_history_track_id_fkey",
        "INSERT INTO listen_history VALUES (999, 1, now(), now()) | listen_history_user_id_fkey",
        "UPDATE users SET email = 'someone@example.org' | users_email_check",
        "UPDATE tracks SET duration_seconds = -1 | tracks_duration_seconds_check",
        "DELETE FROM tracks | listen_history_track_id_fkey",
        "INSERT INTO recommendations VALUES (1, now(), 0, 1, 1, 'm', '1.0.0') | recommendations_rank_check"
      })
  void whatDoesNotHoldTogetherIsRefused(String statement, String constraint) {
    assertThatThrownBy(() -> database.execute(statement))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(constraint);
  }

  @Test
  void aTrackStandsOnceInAListOfRecommendations() throws Exception {
    database.addRecommendation(1, MusicDatabase.MADE, 1, 7);

    assertThatThrownBy(() -> database.addRecommendation(1, MusicDatabase.MADE, 2, 7))
        .hasMessageContaining("recommendations_user_id_generated_at_track_id_key");
  }

  @Test
  void whatIsKnownOfAUserGoesWithTheUser() throws Exception {
    database.addRecommendation(1, MusicDatabase.MADE, 1, 7);

    database.execute("DELETE FROM users WHERE id = 1");

    assertThat(database.rows("SELECT * FROM listen_history WHERE user_id = 1")).isEmpty();
    assertThat(database.rows("SELECT * FROM recommendations WHERE user_id = 1")).isEmpty();
  }

  @Test
  void theLatestRecommendationsAreThoseNotListenedToYet() throws Exception {
    long heard = LISTENING.tracksOf().get(1L).iterator().next();
    List<Long> others = new ArrayList<>();
    for (long track = 1; others.size() < 3; track++) {
      if (!LISTENING.tracksOf().get(1L).contains(track)) {
        others.add(track);
      }
    }
    database.addRecommendation(1, MusicDatabase.MADE.minusDays(1), 1, others.get(2));
    database.addRecommendation(1, MusicDatabase.MADE, 1, others.get(1));
    database.addRecommendation(1, MusicDatabase.MADE, 2, heard);
    database.addRecommendation(1, MusicDatabase.MADE, 3, others.get(0));

    assertThat(database.rows(questions.get(0), 1L))
        .containsExactly(
            List.of(1, others.get(1), "track " + others.get(1), 1.0),
            List.of(3, others.get(0), "track " + others.get(0), 1.0 / 3));
  }

  @Test
  void theLastListensAreAnswered() throws Exception {
    database.addListen(1, 5, MusicDatabase.MADE.plusYears(1));

    List<List<Object>> last = database.rows(questions.get(1), 1L);

    assertThat(last).hasSize(LISTENING.tracksOf().get(1L).size() + 1);
    assertThat(last.getFirst().getFirst()).isEqualTo(5L);
  }

  @Test
  void theGenresListenedToMostAreAnswered() throws Exception {
    Map<String, Long> seconds = new TreeMap<>();
    LISTENING
        .tracksOf()
        .values()
        .forEach(
            heard ->
                heard.forEach(
                    track -> seconds.merge("genre " + track % 7, track % 300, Long::sum)));

    List<List<Object>> genres = database.rows(questions.get(2));

    assertThat(genres).hasSize(7);
    for (List<Object> genre : genres) {
      assertThat(genre.get(1))
          .as("seconds of %s", genre.get(0))
          .isEqualTo(seconds.get(genre.get(0)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 40, 80})
  void whatThoseLikeMeListenToIsWhatAWalkOfTheGraphFinds(long user) throws Exception {
    List<Listening.Found> expected = LISTENING.heardByThoseLike(user);

    List<List<Object>> answered = database.rows(graphQuestions.get(0), user, user);

    assertThat(answered).hasSize(Math.min(20, expected.size())).isNotEmpty();
    Map<Long, Listening.Found> byTrack = new TreeMap<>();
    expected.forEach(found -> byTrack.put(found.track(), found));
    for (int i = 0; i < answered.size(); i++) {
      List<Object> row = answered.get(i);
      // Equal scores may differ in their last digit, and so change places.
      assertThat((double) row.get(1)).isCloseTo(expected.get(i).score(), within(1e-9));
      assertThat((double) row.get(1))
          .isCloseTo(byTrack.get((Long) row.get(0)).score(), within(1e-9));
      assertThat(row.get(2)).isEqualTo((long) byTrack.get((Long) row.get(0)).listeners());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 2", "40, 3", "80, 10"})
  void whoListensToWhatThoseLikeMeListenToIsWhatAWalkOfTheGraphFinds(long user, int steps)
      throws Exception {
    Map<Long, Integer> expected = LISTENING.distancesFrom(user, steps);

    Map<Long, Integer> answered = new TreeMap<>();
    for (List<Object> row : database.rows(graphQuestions.get(1), user, steps)) {
      answered.put((Long) row.get(0), (Integer) row.get(1));
    }

    assertThat(answered).isEqualTo(expected);
  }

  @Test
  void listensAreReadFromTheIndexOfTheirQuestion() throws Exception {
    database.execute(
        "INSERT INTO listen_history SELECT 7, 1 + n % 120, now() + n * interval '1 minute', now() FROM generate_series(1, 2000) n");
    // Without this the rows of a new table are read to see whether they are there yet.
    database.execute("VACUUM ANALYZE listen_history");
    database.execute("SET enable_seqscan = off; SET enable_bitmapscan = off");
    try {
      assertThat(plan("SELECT user_id FROM listen_history WHERE track_id = 119"))
          .contains("Index Only Scan using listen_history_by_track");
      assertThat(plan("SELECT track_id FROM listen_history WHERE user_id = 8"))
          .contains("Index Only Scan using listen_history_");
      assertThat(plan(questions.get(1).replace("?", "7")))
          .contains("Index Only Scan using listen_history_by_time");
    } finally {
      database.execute("RESET enable_seqscan; RESET enable_bitmapscan");
    }
  }

  private static String plan(String query) throws SQLException {
    return database.rows("EXPLAIN " + query).toString();
  }
}
