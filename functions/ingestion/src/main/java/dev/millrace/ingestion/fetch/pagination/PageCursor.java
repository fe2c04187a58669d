package dev.millrace.ingestion.fetch.pagination;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.ingestion.fetch.DecodedPage;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a page is, with what finds out that pages go in a circle: Brent's algorithm keeps one of
 * the fingerprints that came by, that of the last page whose number is a power of two, and no
 * circle passes it unseen.
 *
 * @param at a page's number, an offset, the source's own cursor or an address; empty for the first
 * @param pages before this one
 * @param rows before this one
 * @param mark the kept fingerprint; empty where there is none yet
 */
public record PageCursor(String at, long pages, long rows, String mark) {
  /** The cursor of the first page. */
  public static final PageCursor FIRST = new PageCursor("", 0, 0, "");

  /** Whether no page is before this one. */
  public boolean isFirst() {
    return pages == 0;
  }

  /**
   * The page behind this one.
   *
   * @param fingerprint of this page, or of the way to the next: one that comes again says that the
   *     pages go in a circle
   * @throws dev.millrace.runs.failure.StepFailure when they do
   */
  public PageCursor next(String position, long rowsHere, String fingerprint) {
    if (fingerprint.equals(mark)) {
      throw SourceFailures.source(
          "The pages go in a circle: page %d leads to where the source has been; does it know the parameters of `pagination`?"
              .formatted(pages + 1));
    }
    long following = pages + 1;
    boolean isKept = Long.bitCount(following) == 1;
    return new PageCursor(position, following, rows + rowsHere, isKept ? fingerprint : mark);
  }

  /** As {@link #read} reads it. */
  public String text() {
    String text =
        new String(
            Json.bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("at", at);
                  json.writeNumberField("pages", pages);
                  json.writeNumberField("rows", rows);
                  json.writeStringField("mark", mark);
                  json.writeEndObject();
                }),
            StandardCharsets.UTF_8);
    if (text.length() > DecodedPage.LONGEST_CURSOR) {
      throw SourceFailures.source("The source's way to its next page is too long to be kept");
    }
    return text;
  }

  /** Reads a cursor; empty is the first page. */
  public static PageCursor read(String cursor) {
    if (cursor.isEmpty()) {
      return FIRST;
    }
    return members(cursor)
        .filter(
            members ->
                members.get("at") instanceof String
                    && members.get("pages") instanceof Long
                    && members.get("rows") instanceof Long
                    && members.get("mark") instanceof String)
        .map(
            members ->
                new PageCursor(
                    (String) members.get("at"),
                    (Long) members.get("pages"),
                    (Long) members.get("rows"),
                    (String) members.get("mark")))
        .orElseThrow(() -> new IllegalArgumentException("A cursor that no decoded page has given"));
  }

  private static Optional<Map<?, ?>> members(String cursor) {
    try (JsonParser json = Json.FACTORY.createParser(cursor)) {
      return json.nextToken() == JsonToken.START_OBJECT
          ? Optional.of((Map<?, ?>) JsonValues.read(json))
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }
}
