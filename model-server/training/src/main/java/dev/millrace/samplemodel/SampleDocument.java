package dev.millrace.samplemodel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One web session as an Elasticsearch hit: nested pages, a device, decoys of the fields that count.
 */
final class SampleDocument {
  private static final JsonFactory JSON = new JsonFactory();
  private static final List<String> PATHS =
      List.of(
          "/",
          "/search",
          "/winter-sale",
          "/products/wollmütze",
          "/products/teapot-7",
          "/cart",
          "/checkout",
          "/help");
  private static final List<String> REFERRERS =
      List.of(
          "https://www.example.com/", "https://news.example.org/42", "", "https://例え.example/検索");
  private static final List<String> DEVICES = List.of("phone", "tablet", "desktop");
  private static final int MOST_PAGES = 12;

  /** Writes {@code _source.createdDateTime}'s value; one of the shapes that are taken, or dirt. */
  @FunctionalInterface
  interface Created {
    void write(JsonGenerator json) throws IOException;
  }

  private final Random random;

  SampleDocument(Random random) {
    this.random = random;
  }

  /** One of the shapes in which documents hold their time. */
  Created time(Instant time) {
    long millis = time.toEpochMilli();
    return switch (random.nextInt(8)) {
      case 0 -> json -> json.writeString(Long.toString(millis));
      case 1 -> json -> json.writeString(time.toString());
      case 2 ->
          json ->
              json.writeString(
                  DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                      time.atOffset(ZoneOffset.ofHours(2))));
      case 3 ->
          json -> {
            json.writeStartObject();
            json.writeNumberField("$date", millis);
            json.writeEndObject();
          };
      default -> json -> json.writeNumber(millis);
    };
  }

  /**
   * The document as one line.
   *
   * @param id left out where it is empty
   * @param created left out where it is null
   * @param zipCode left out where it is empty
   */
  String line(String id, Instant time, Created created, String zipCode) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField(
          "_index",
          "sessions-"
              + DateTimeFormatter.ofPattern("uuuu.MM", Locale.ROOT)
                  .format(time.atOffset(ZoneOffset.UTC)));
      if (!id.isEmpty()) {
        json.writeStringField("_id", id);
      }
      json.writeObjectFieldStart("_source");
      boolean timeFirst = random.nextBoolean();
      if (timeFirst) {
        fields(json, created, zipCode);
      }
      json.writeStringField("visitor", hexadecimal(16));
      device(json, time);
      pages(json, time);
      if (!timeFirst) {
        fields(json, created, zipCode);
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void fields(JsonGenerator json, Created created, String zipCode)
      throws IOException {
    if (created != null) {
      json.writeFieldName("createdDateTime");
      created.write(json);
    }
    if (!zipCode.isEmpty()) {
      json.writeStringField("zipCode", zipCode);
    }
  }

  private void device(JsonGenerator json, Instant time) throws IOException {
    json.writeObjectFieldStart("device");
    json.writeStringField("kind", DEVICES.get(random.nextInt(DEVICES.size())));
    json.writeNumberField("width", 320 + random.nextInt(2240));
    json.writeBooleanField("touch", random.nextBoolean());
    // Not the session's: only the fields directly under _source count.
    json.writeNumberField(
        "createdDateTime", time.minusSeconds(86_400L * (1 + random.nextInt(900))).toEpochMilli());
    json.writeStringField("_id", hexadecimal(12));
    json.writeEndObject();
  }

  private void pages(JsonGenerator json, Instant time) throws IOException {
    json.writeArrayFieldStart("pages");
    int pages = random.nextInt(12) == 0 ? 4 * MOST_PAGES : 1 + random.nextInt(MOST_PAGES);
    Instant seen = time;
    for (int i = 0; i < pages; i++) {
      json.writeStartObject();
      json.writeStringField("path", PATHS.get(random.nextInt(PATHS.size())));
      json.writeStringField("referrer", REFERRERS.get(random.nextInt(REFERRERS.size())));
      json.writeStringField("seen", seen.toString());
      json.writeNumberField("seconds", random.nextInt(6000) / 10.0);
      json.writeArrayFieldStart("clicks");
      for (int click = random.nextInt(4); click > 0; click--) {
        json.writeStartObject();
        json.writeNumberField("x", random.nextInt(1600));
        json.writeNumberField("y", random.nextInt(5000));
        json.writeStringField("on", "button \"" + hexadecimal(4) + "\"\n");
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      seen = seen.plusSeconds(1 + random.nextInt(300));
    }
    json.writeEndArray();
  }

  private String hexadecimal(int digits) {
    var text = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }
}
