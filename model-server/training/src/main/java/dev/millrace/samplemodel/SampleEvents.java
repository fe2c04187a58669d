package dev.millrace.samplemodel;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** The demo's input: sessions of the years 2024 and 2025, and every kind of dirt among them. */
final class SampleEvents {
  static final long SEED = 20_260_101;
  static final int AREAS = 300;

  private static final int CLEAN = 360;
  private static final int UPDATED = 6;
  private static final int OLDER = 6;
  private static final int REPEATED = 8;
  private static final int OF_EACH_DIRT = 2;
  private static final int DAYS = 730;

  private final Random random = new Random(SEED);
  private final List<ZipCodeArea> areas = ZipCodeArea.draw(AREAS, random);
  private final SessionGenerator sessions =
      new SessionGenerator(areas, LocalDate.of(2024, 1, 1), DAYS, random);
  private final SampleDocument documents = new SampleDocument(random);
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  SampleEvents() {
    for (int i = 0; i < CLEAN; i++) {
      clean(i);
    }
    for (int i = 0; i < OF_EACH_DIRT; i++) {
      dirt();
    }
  }

  List<ZipCodeArea> areas() {
    return areas;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** How many lines there are of each kind. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** A session, and for some a second line about the same document, a while later. */
  private void clean(int number) {
    GeneratedSession session = sessions.next();
    String id = id();
    String zipCode =
        session.area().map(ZipCodeArea::zipCode).orElse(random.nextBoolean() ? "" : "00000");
    String line = documents.line(id, session.start(), documents.time(session.start()), zipCode);
    String kind =
        zipCode.isEmpty()
            ? "session without a zip code"
            : zipCode.equals("00000") ? "session with an unknown zip code" : "session";
    add(kind, line);
    if (number < UPDATED) {
      String moved = areas.get(random.nextInt(areas.size())).zipCode();
      add(
          "document updated in place",
          documents.line(id, session.start(), documents.time(session.start()), moved));
    } else if (number < UPDATED + OLDER) {
      Instant before = session.start().minus(Duration.ofMinutes(30));
      add(
          "older state of a document, too late",
          documents.line(id, before, documents.time(before), zipCode));
    } else if (number < UPDATED + OLDER + REPEATED) {
      add("document sent twice", line);
    }
  }

  private void dirt() {
    Instant time = sessions.next().start();
    String whole = documents.line(id(), time, documents.time(time), "");
    insert("cut off", whole.substring(0, whole.length() / 2));
    insert("bytes behind the document", whole + " x");
    insert("not JSON", "GET /favicon.ico HTTP/1.1");
    insert("without an id", documents.line("", time, documents.time(time), ""));
    insert("without a time", documents.line(id(), time, null, ""));
    insert("time is null", documents.line(id(), time, json -> json.writeNull(), ""));
    insert(
        "time is no time", documents.line(id(), time, json -> json.writeString("yesterday"), ""));
    insert(
        "time without a zone",
        documents.line(id(), time, json -> json.writeString("2024-11-17T21:53:01"), ""));
    insert(
        "seconds, not milliseconds",
        documents.line(id(), time, json -> json.writeNumber(time.getEpochSecond()), ""));
    insert(
        "far in the future",
        documents.line(id(), time, json -> json.writeNumber(4_102_444_800_000L), ""));
  }

  private void add(String kind, String line) {
    counts.merge(kind, 1, Integer::sum);
    lines.add(line);
  }

  private void insert(String kind, String line) {
    counts.merge(kind, 1, Integer::sum);
    lines.add(random.nextInt(lines.size()), line);
  }

  private String id() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
