package dev.millrace.lake;

import dev.millrace.testsupport.PackedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Service events as producers send them: good ones, late ones, the same again in the same or in
 * other words, other ones under a known id, and all sorts of bad ones; each with what the cleaning
 * rules say of it by itself.
 */
final class EventMix {
  private static final Instant START = Instant.parse("2025-01-12T23:50:00Z");

  /** Texts of members; an empty one stands for none. */
  private static final List<String> NO_NAMES =
      List.of("", "null", "\"\"", "\" \\t\"", "true", "{}", "[\"a\"]");

  private static final List<String> NO_TIMES = List.of("", "null", "\"\"", "\"  \"");
  private static final List<String> INVALID_TIMES =
      List.of(
          "\"12/01/2025\"",
          "\"2025-01-12\"",
          "\"2025-01-12T10:00:00\"",
          "\"2025-01-12T10:00Z\"",
          "\"2025-02-30T10:00:00Z\"",
          "\"2025-01-12T24:00:00Z\"",
          "\"2025-01-12T10:00:60Z\"",
          "\"2025-01-12T10:00:00+0100\"",
          "\"2025-01-12T10:00:00 Europe/Berlin\"",
          "\"yesterday\"",
          "1736676000",
          "true",
          "{}");
  private static final List<String> FAR_TIMES =
      List.of("\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"");
  private static final List<String> TIMES =
      List.of(
          "yyyy-MM-dd'T'HH:mm:ssXXX",
          "yyyy-MM-dd'T'HH:mm:ss.SXXX",
          "yyyy-MM-dd HH:mm:ss.SSSSSSxxx",
          "yyyy-MM-dd HH:mm:ss.'999999999'xxx");
  private static final List<String> LATENCIES =
      List.of(
          "",
          "null",
          "\"\"",
          "\"12.25\"",
          "\" 17 \"",
          "\"123ms\"",
          "\"-3\"",
          "-5",
          "0",
          "true",
          "{\"ms\": 5}",
          "1.5e2",
          "\"1e2\"");
  private static final List<String> STATUSES =
      List.of(
          "",
          "null",
          "\"\"",
          "\"200\"",
          "\" 503\"",
          "\"200.0\"",
          "\"ok\"",
          "204",
          "200.0",
          "2e2",
          "200.5",
          "100",
          "199",
          "299",
          "300",
          "404",
          "500",
          "599",
          "600",
          "99",
          "-200");
  private static final List<String> SERVICES =
      List.of("\"checkout\"", "\"Checkout\"", "\" CHECKOUT \"", "\"search\\t\"", "\"Stra\u00dfe\"");
  private static final List<String> TYPES = List.of("\"request_completed\"", "\" Login\"", "7");
  private static final List<String> OTHERS =
      List.of("", "null", "\"\"", "2", "\"\u00e9\u2028\ud83d\ude00\"", "{\"b\": [1, null]}");
  private static final List<byte[]> NO_OBJECTS =
      List.of(
          bytes(""),
          bytes(" "),
          bytes("{"),
          bytes("[]"),
          bytes("null"),
          bytes("17"),
          bytes("\"text\""),
          bytes("{'a': 1}"),
          bytes("{a: 1}"),
          bytes("{\"a\": 01}"),
          bytes("{\"a\": 1,}"),
          bytes("{} {}"),
          bytes("\ufeff{}"),
          bytes("{\"a\": \"\n\"}"),
          bytes("{\"a\": NaN}"),
          new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
          new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});

  private final Random random;
  private final List<SortedMap<String, String>> known = new ArrayList<>();
  private int ids;
  private int changes;

  /**
   * An event.
   *
   * @param reason why it must be rejected, whatever came before it
   * @param eventId the id that it claims, as silver has it; empty where it is rejected
   * @param value the same for events that are the same JSON value; empty where it is rejected
   */
  record Event(byte[] data, Optional<String> reason, String eventId, String value) {}

  /**
   * A record for the stream.
   *
   * @param events what it holds: itself, or those that are packed in it
   */
  record Sent(byte[] data, List<Event> events) {}

  EventMix(Random random) {
    this.random = random;
  }

  /** So many events of a minute and of times before it, in any order, some of them packed. */
  List<Sent> wave(int number, int size) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int kind = known.isEmpty() ? 0 : random.nextInt(20);
      if (kind < 10) {
        events.add(good(remembered(fields(number)), false));
      } else if (kind < 14) {
        events.add(good(any(known), kind < 12));
      } else if (kind < 16) {
        events.add(good(remembered(changed(any(known), number)), true));
      } else {
        events.add(bad(number));
      }
    }
    Collections.shuffle(events, random);
    return packed(events);
  }

  private List<Sent> packed(List<Event> events) {
    List<Sent> records = new ArrayList<>();
    int next = 0;
    while (next < events.size()) {
      int together = random.nextInt(12) == 0 ? 1 + random.nextInt(5) : 0;
      List<Event> held =
          events.subList(next, Math.min(events.size(), next + Math.max(1, together)));
      byte[] data =
          together > 0
              ? PackedRecord.of(held.stream().map(Event::data).toList())
              : held.getFirst().data();
      records.add(new Sent(data, List.copyOf(held)));
      next += held.size();
    }
    return records;
  }

  private SortedMap<String, String> remembered(SortedMap<String, String> fields) {
    known.add(fields);
    return fields;
  }

  /** The members of a new event, as JSON texts. */
  private SortedMap<String, String> fields(int wave) {
    SortedMap<String, String> fields = new TreeMap<>();
    int id = ids++;
    fields.put("event_id", id % 7 == 0 ? Integer.toString(id) : "\" Event-%d\"".formatted(id));
    fields.put("timestamp", timestamp(wave));
    fields.put("service", any(SERVICES));
    fields.put("event_type", any(TYPES));
    put(fields, "latency_ms", random.nextInt(3) == 0 ? any(LATENCIES) : latency());
    put(fields, "status_code", random.nextInt(3) == 0 ? "200" : any(STATUSES));
    put(fields, "user_id", any(OTHERS));
    put(fields, "schema_version", any(OTHERS));
    put(fields, "region", any(OTHERS));
    return fields;
  }

  private static void put(SortedMap<String, String> fields, String name, String text) {
    if (text.isEmpty()) {
      fields.remove(name);
    } else {
      fields.put(name, text);
    }
  }

  /** Quarters, whose sums are exact in whatever order they are added. */
  private String latency() {
    return Double.toString(random.nextInt(4_000) / 4.0);
  }

  /** Mostly of the wave's minute, else minutes or days before it or a little ahead. */
  private String timestamp(int wave) {
    Instant minute = START.plus(Duration.ofMinutes(2L * wave));
    Instant time =
        switch (random.nextInt(12)) {
          case 0, 1 -> minute.minus(Duration.ofMinutes(random.nextInt(30)));
          case 2 ->
              minute.minus(Duration.ofDays(1 + random.nextInt(random.nextBoolean() ? 3 : 60)));
          case 3 -> minute.plus(Duration.ofMinutes(random.nextInt(3)));
          default -> minute;
        };
    String text =
        DateTimeFormatter.ofPattern(any(TIMES), Locale.ROOT)
            .format(
                time.plusMillis(random.nextInt(60_000))
                    .atOffset(ZoneOffset.ofTotalSeconds((random.nextInt(113) - 56) * 900)));
    return '"' + (random.nextInt(4) == 0 ? ' ' + text.toLowerCase(Locale.ROOT) : text) + '"';
  }

  /** Another value with the same id, or with one that differs from it by its case alone. */
  private SortedMap<String, String> changed(SortedMap<String, String> fields, int wave) {
    SortedMap<String, String> changed = new TreeMap<>(fields);
    changed.put("change", Integer.toString(++changes));
    switch (random.nextInt(4)) {
      case 0 -> changed.put("latency_ms", latency());
      case 1 -> changed.put("timestamp", timestamp(wave));
      case 2 -> changed.put("event_id", fields.get("event_id").toUpperCase(Locale.ROOT));
      default -> changed.put("service", any(SERVICES));
    }
    return changed;
  }

  private Event good(SortedMap<String, String> fields, boolean inOtherWords) {
    String text =
        inOtherWords
            ? EventText.inOtherWords(fields, random)
            : EventText.of(List.copyOf(fields.entrySet()));
    String id = fields.get("event_id").replace("\"", "").strip();
    return new Event(bytes(text), Optional.empty(), id, fields.toString());
  }

  /** An event with something wrong, and perhaps with what would be found later wrong, too. */
  private Event bad(int wave) {
    SortedMap<String, String> fields =
        random.nextBoolean() ? fields(wave) : new TreeMap<>(any(known));
    String reason =
        switch (random.nextInt(7)) {
          case 0 -> "malformed_json";
          case 1 -> wrong(fields, "event_id", NO_NAMES, "event_id_missing");
          case 2 -> wrong(fields, "service", NO_NAMES, "service_missing");
          case 3 -> wrong(fields, "event_type", NO_NAMES, "event_type_missing");
          case 4 -> wrong(fields, "timestamp", NO_TIMES, "timestamp_missing");
          case 5 -> wrong(fields, "timestamp", FAR_TIMES, "timestamp_out_of_range");
          default -> wrong(fields, "timestamp", INVALID_TIMES, "timestamp_invalid");
        };
    return new Event(
        reason.equals("malformed_json")
            ? malformed()
            : bytes(EventText.inOtherWords(fields, random)),
        Optional.of(reason),
        "",
        "");
  }

  private String wrong(
      SortedMap<String, String> fields, String name, List<String> texts, String reason) {
    List<String> inOrder = List.of("event_id", "service", "event_type");
    for (String later : inOrder.subList(inOrder.indexOf(name) + 1, inOrder.size())) {
      if (!name.equals("timestamp") && random.nextInt(4) == 0) {
        put(fields, later, any(NO_NAMES));
      }
    }
    if (!name.equals("timestamp") && random.nextInt(4) == 0) {
      put(fields, "timestamp", any(INVALID_TIMES));
    }
    put(fields, name, any(texts));
    return reason;
  }

  /** No object, a good event that was cut, or a packed one that was damaged. */
  private byte[] malformed() {
    byte[] whole = bytes(EventText.of(List.copyOf(any(known).entrySet())));
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length));
      case 1 -> {
        byte[] packed = PackedRecord.of(List.of(whole, whole));
        packed[4 + random.nextInt(packed.length - 4)] ^= 1;
        yield packed;
      }
      default -> any(NO_OBJECTS);
    };
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
