package dev.millrace.features.session;

import static dev.millrace.features.json.PlainJson.NOT_PLAIN;

import dev.millrace.features.json.PlainJson;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.time.EpochMillis;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a document as most of them are: well-formed, the wanted names written without escapes and
 * once, the id and zip code strings without escapes, the event time in digits or ISO-8601. It
 * checks all of the grammar and gives up on everything else, however slightly unusual; the JSON
 * parser then says what it is. What it does read it reads as that parser would: tests compare the
 * two. Used once.
 */
final class PlainDocument {
  private static final int MAXIMUM_MILLIS_DIGITS = 15;
  private static final int MAXIMUM_ZIP_CODE_DIGITS = 9;

  private final byte[] buffer;
  private final int offset;
  private final int end;

  private String id;
  private String index;
  private OptionalLong createdMillis = OptionalLong.empty();
  private ZipCode zipCode = ZipCode.NONE;

  /** The bytes from offset to end are known to be well-formed UTF-8. */
  PlainDocument(byte[] buffer, int offset, int end) {
    this.buffer = buffer;
    this.offset = offset;
    this.end = end;
  }

  /** The session; empty when the document is anything but plain, or no session. */
  Optional<Session> session(WantedFields wanted, EventTimeField eventTime, Instant arrival) {
    int at = PlainJson.space(buffer, offset, end);
    if (at >= end || buffer[at] != '{') {
      return Optional.empty();
    }
    at = object(wanted, at);
    if (at == NOT_PLAIN
        || PlainJson.space(buffer, at, end) != end
        || id == null
        || (wanted.indexInId() && !putIndexBeforeId())
        || createdMillis.isEmpty()) {
      return Optional.empty();
    }
    Instant created = Instant.ofEpochMilli(createdMillis.getAsLong());
    return eventTime.isInRange(created, arrival)
        ? Optional.of(new Session(id, created, zipCode.code(), zipCode.isInvalid()))
        : Optional.empty();
  }

  /** Reads the object that begins here; the methods below step like those of {@link PlainJson}. */
  private int object(WantedFields wanted, int from) {
    int at = PlainJson.space(buffer, from + 1, end);
    if (at < end && buffer[at] == '}') {
      return at + 1;
    }
    long seen = 0;
    while (true) {
      int name = at + 1;
      at = PlainJson.plainName(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      int member = wanted.indexOf(buffer, name, at - 1);
      at = PlainJson.colon(buffer, at, end);
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      if (member < 0) {
        at = PlainJson.value(buffer, at, end);
      } else if ((seen & 1L << member) != 0) {
        // The last of several members counts, and clears what an earlier one held.
        return NOT_PLAIN;
      } else {
        at = member(wanted.member(member), at);
        seen |= 1L << member;
      }
      if (at == NOT_PLAIN) {
        return NOT_PLAIN;
      }
      at = PlainJson.space(buffer, at, end);
      if (at >= end) {
        return NOT_PLAIN;
      }
      if (buffer[at] == '}') {
        return at + 1;
      }
      if (buffer[at] != ',') {
        return NOT_PLAIN;
      }
      at = PlainJson.space(buffer, at + 1, end);
    }
  }

  private int member(WantedFields.Member member, int from) {
    return switch (member) {
      case WantedFields.Leaf(WantedFields.Field field) ->
          switch (field) {
            case ID -> {
              int at = idEnd(from);
              id = at == NOT_PLAIN ? null : text(from, at);
              yield at;
            }
            case INDEX -> {
              int at = idEnd(from);
              index = at == NOT_PLAIN ? null : text(from, at);
              yield at;
            }
            case CREATED_DATE_TIME -> createdDateTime(from);
            case ZIP_CODE -> zipCode(from);
          };
      case WantedFields.Branch(WantedFields inside) ->
          startsWith('{', from) ? object(inside, from) : PlainJson.value(buffer, from, end);
    };
  }

  private int idEnd(int from) {
    int at = PlainJson.plainString(buffer, from, end);
    int length = at - from - 2;
    return at == NOT_PLAIN || length == 0 || length > Session.MAXIMUM_ID_BYTES ? NOT_PLAIN : at;
  }

  /** Puts the index before the id; false when there is none, or they are too long together. */
  private boolean putIndexBeforeId() {
    if (index == null) {
      return false;
    }
    id = index + '/' + id;
    return UnicodeText.utf8Length(id) <= Session.MAXIMUM_ID_BYTES;
  }

  private int createdDateTime(int from) {
    int at;
    if (startsWith('"', from)) {
      at = PlainJson.plainString(buffer, from, end);
      createdMillis = at == NOT_PLAIN ? OptionalLong.empty() : EpochMillis.of(text(from, at));
    } else {
      at = PlainJson.wholeNumber(buffer, from, end, MAXIMUM_MILLIS_DIGITS);
      createdMillis = at == NOT_PLAIN ? OptionalLong.empty() : OptionalLong.of(number(from, at));
    }
    return createdMillis.isPresent() ? at : NOT_PLAIN;
  }

  private int zipCode(int from) {
    if (startsWith('n', from)) {
      return PlainJson.literal(buffer, from, end, "null");
    }
    int at;
    if (startsWith('"', from)) {
      at = PlainJson.plainString(buffer, from, end);
      zipCode = at == NOT_PLAIN ? ZipCode.NONE : ZipCode.ofText(text(from, at));
    } else {
      at = PlainJson.wholeNumber(buffer, from, end, MAXIMUM_ZIP_CODE_DIGITS);
      zipCode =
          at == NOT_PLAIN ? ZipCode.NONE : ZipCode.ofNumber(OptionalLong.of(number(from, at)));
    }
    return at;
  }

  private boolean startsWith(char character, int from) {
    return from < end && buffer[from] == character;
  }

  /** Of a string, its quotes included. */
  private String text(int from, int to) {
    return new String(buffer, from + 1, to - from - 2, StandardCharsets.UTF_8);
  }

  private long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (buffer[i] - '0');
    }
    return number;
  }
}
