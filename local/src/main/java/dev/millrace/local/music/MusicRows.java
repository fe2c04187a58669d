package dev.millrace.local.music;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.support.StackApi;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rows of a music service: of files, or made up with a fixed seed. Like real ones, times have
 * no zone, some rows were updated before they were created, a duration is minutes and seconds, and
 * a row of the listening history has five tracks and no id.
 */
final class MusicRows {
  private static final int ROWS = 1_000;
  private static final int TRACKS_HEARD = 5;
  private static final List<String> GENRES =
      List.of("Rock", "Blues", "Jazz", "Electronic", "Folk", "Hip Hop", "Classical");
  private static final LocalDateTime NEWEST = LocalDateTime.parse("2026-11-01T00:00:00");

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** What the file of each resource ends with. */
  private static final Map<String, List<String>> FILES =
      Map.of(
          "tracks", List.of("tracks.json"),
          "users", List.of("users.json"),
          "listen_history", List.of("listen_history.json", "listen-history.json"));

  private final Random random = new Random(20_261_101);

  private MusicRows() {}

  /** The resources of the API by name, made up. */
  static Map<String, ArrayNode> madeUp() {
    MusicRows made = new MusicRows();
    Map<String, ArrayNode> rows = new TreeMap<>();
    rows.put("tracks", made.tracks());
    rows.put("users", made.users());
    rows.put("listen_history", made.listens(rows.get("users"), rows.get("tracks")));
    return rows;
  }

  /**
   * The resources of the API by name, of the files in a folder.
   *
   * @throws StackException when the file of a resource is missing, or holds no JSON array
   */
  static Map<String, ArrayNode> ofFiles(Path folder) throws IOException {
    Map<String, ArrayNode> rows = new TreeMap<>();
    for (Map.Entry<String, List<String>> file : FILES.entrySet()) {
      rows.put(file.getKey(), read(find(folder, file.getValue())));
    }
    return rows;
  }

  private static Path find(Path folder, List<String> endings) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new StackException("--data held %s, expected a folder".formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> endings.stream().anyMatch(file.getFileName().toString()::endsWith))
          .sorted()
          .findFirst()
          .orElseThrow(
              () ->
                  new StackException(
                      "%s has no file whose name ends with one of %s".formatted(folder, endings)));
    }
  }

  private static ArrayNode read(Path file) throws IOException {
    JsonNode rows = StackApi.JSON.readTree(file.toFile());
    if (rows instanceof ArrayNode array) {
      return array;
    }
    throw new StackException("%s holds no JSON array, expected one of rows".formatted(file));
  }

  private ArrayNode tracks() {
    ArrayNode tracks = StackApi.JSON.createArrayNode();
    for (int i = 0; i < ROWS; i++) {
      ObjectNode track = tracks.addObject();
      track.put("id", 10_000 + 7 * i);
      track.put("name", "Track " + i);
      track.put("artist", "Artist " + i % 150);
      track.put("songwriters", "Writer " + i % 90);
      track.put("duration", "%02d:%02d".formatted(random.nextInt(10), random.nextInt(60)));
      track.put("genres", one(GENRES));
      track.put("album", "Album " + i % 200);
      times(track);
    }
    return tracks;
  }

  private ArrayNode users() {
    ArrayNode users = StackApi.JSON.createArrayNode();
    for (int i = 0; i < ROWS; i++) {
      ObjectNode user = users.addObject();
      user.put("id", 50_000 + 3 * i);
      user.put("first_name", "First " + i % 80);
      user.put("last_name", "Last " + i % 300);
      user.put("email", "user%d@example.org".formatted(i));
      user.put("gender", one(List.of("Female", "Male", "Nonbinary")));
      user.put("favorite_genres", one(GENRES));
      times(user);
    }
    return users;
  }

  private ArrayNode listens(ArrayNode users, ArrayNode tracks) {
    ArrayNode listens = StackApi.JSON.createArrayNode();
    for (int i = 0; i < ROWS; i++) {
      ObjectNode listen = listens.addObject();
      listen.set("user_id", users.get(random.nextInt(users.size())).get("id"));
      ArrayNode items = listen.putArray("items");
      for (int j = 0; j < TRACKS_HEARD; j++) {
        items.add(tracks.get((i * 13 + j * 211) % tracks.size()).get("id"));
      }
      times(listen);
    }
    return listens;
  }

  private void times(ObjectNode row) {
    LocalDateTime created = NEWEST.minus(random.nextInt(700 * 86_400), ChronoUnit.SECONDS);
    row.put("created_at", micros(created));
    row.put("updated_at", micros(created.plusSeconds(random.nextInt(8_000_000) - 2_000_000L)));
  }

  private String micros(LocalDateTime time) {
    return MICROSECONDS.format(time.withNano(random.nextInt(1_000_000) * 1_000));
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
