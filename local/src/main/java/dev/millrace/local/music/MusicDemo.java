package dev.millrace.local.music;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.local.LocalStack;
import dev.millrace.local.sql.Query;
import dev.millrace.local.sql.ResultFormat;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The daily music flow, run now and then once more: a job pulls tracks, users and listens of {@link
 * MusicApi} into silver, and each row is there once.
 */
public final class MusicDemo {
  private static final long POLL_MILLIS = 500;
  private static final long GIVE_UP_NANOS = 300_000_000_000L;

  private static final String PLACEHOLDER = "https://music.example.com";

  private static final String LISTENED =
      """
      SELECT t.artist, count(*) AS listens, count(DISTINCT l.user_id) AS users,
             round(avg(t.duration_seconds)) AS seconds
      FROM silver.listens l JOIN silver.tracks t ON t.id = l.track_id
      GROUP BY t.artist ORDER BY listens DESC, t.artist LIMIT 5""";

  private static final String USERS =
      """
      SELECT id, favorite_genres, email, created_at FROM silver.users ORDER BY id LIMIT 3""";

  private final StackApi api;
  private final Query query;
  private final Consumer<String> print;

  private MusicDemo(StackApi api, Query query, Consumer<String> print) {
    this.api = api;
    this.query = query;
    this.print = print;
  }

  /**
   * Runs the flow.
   *
   * @param job the file of the job, whose sources are at {@value #PLACEHOLDER}
   * @param data a folder with the API's rows; empty for rows that are made up
   * @param print gets a line at a time
   * @return whether both runs succeeded
   * @throws StackException when the data cannot be read, or the stack refuses the job
   */
  public static boolean run(LocalStack stack, Path job, Optional<Path> data, Consumer<String> print)
      throws IOException, InterruptedException {
    Map<String, ArrayNode> rows =
        data.isPresent() ? MusicRows.ofFiles(data.get()) : MusicRows.madeUp();
    Query query =
        new Query(
            URI.create(stack.environment().get("AWS_ENDPOINT_URL_GLUE")),
            URI.create(stack.environment().get("AWS_ENDPOINT_URL_S3")),
            stack.environment().get("AWS_REGION"),
            LocalCredentials.create());
    try (MusicApi music = new MusicApi(rows);
        StackApi api = new StackApi(stack.url(), stack.token())) {
      String text = StackApi.JSON.readTree(job.toFile()).toString();
      JsonNode posted =
          StackApi.JSON.readTree(text.replace(PLACEHOLDER, music.endpoint().toString()));
      MusicDemo demo = new MusicDemo(api, query, print);
      boolean first = demo.flow(posted, "The first run; the API fails and is busy on the way");
      boolean second = demo.flow(posted, "The same again, as on the next day");
      if (first && second) {
        demo.showTables();
      }
      return first && second;
    }
  }

  private boolean flow(JsonNode job, String what) throws IOException, InterruptedException {
    print.accept("");
    print.accept(what);
    String id = api.post("/jobs", job).expect("The job").path("id").asText();
    JsonNode ended = ended(id);
    print.accept("  job %s: %s".formatted(id, ended.path("status").asText()));
    for (JsonNode source : ended.path("sources")) {
      print.accept("  " + line(source));
      for (JsonNode check : source.path("checks")) {
        print.accept(
            "    %-4s %s"
                .formatted(
                    check.path("passed").asBoolean() ? "ok" : check.path("severity").asText(),
                    check.path("message").asText()));
      }
    }
    return ended.path("status").asText().equals("succeeded");
  }

  private JsonNode ended(String id) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < GIVE_UP_NANOS) {
      JsonNode job = api.get("/jobs/" + id).expect("The job");
      String status = job.path("status").asText();
      if (!status.equals("pending") && !status.equals("running")) {
        return job;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new StackException("The job %s did not end".formatted(id));
  }

  private static String line(JsonNode source) {
    String counts =
        "%-8s %-9s %3d pages, %d requests: %d rows in, %d out, %d rejected"
            .formatted(
                source.path("name").asText(),
                source.path("status").asText(),
                source.path("pages").asInt(),
                source.path("attempts").asInt(),
                source.path("rows_in").asInt(),
                source.path("rows_out").asInt(),
                source.path("rows_rejected").asInt());
    JsonNode error = source.path("error");
    return error.isObject()
        ? "%s (%s: %s)"
            .formatted(counts, error.path("category").asText(), error.path("message").asText())
        : counts;
  }

  private void showTables() throws IOException, InterruptedException {
    show("What is listened to most (silver.listens and silver.tracks)", LISTENED);
    show("Emails are hashed with a key (silver.users)", USERS);
    String id =
        query
            .answer("SELECT min(id) AS id FROM silver.tracks")
            .rows()
            .getFirst()
            .getFirst()
            .orElseThrow();
    String lineage = "/lineage?dataset=tracks&key=" + id;
    print.accept("");
    print.accept("Where a track came from (GET %s)".formatted(lineage));
    print.accept("  " + api.get(lineage).expect("The lineage"));
  }

  private void show(String title, String sql) throws IOException {
    StringBuilder table = new StringBuilder();
    query.run(sql, ResultFormat.TABLE, table);
    print.accept("");
    print.accept(title);
    table.toString().lines().forEach(line -> print.accept("  " + line));
  }
}
