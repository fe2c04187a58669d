package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One line of a quarantine object: a record, where it came from and why it is there. */
final class QuarantineLine {
  private final Map<String, String> fields;

  private QuarantineLine(Map<String, String> fields) {
    this.fields = fields;
  }

  /**
   * Reads a line.
   *
   * @param reasons codes of the reasons that are asked for; empty for every reason
   */
  static RedriveEntry read(byte[] line, Set<String> reasons) {
    try {
      QuarantineLine read = new QuarantineLine(fields(line));
      StreamPosition position = read.position();
      return reasons.isEmpty() || reasons.contains(read.text("reason"))
          ? FailedRecord.of(
              position, read.arrival(), (int) read.number("redrives", 999_998), read.data())
          : new RedriveEntry.OtherReason(position.recordId());
    } catch (JsonProcessingException malformed) {
      return RedriveEntry.Unreadable.notJson("it", malformed);
    } catch (IOException other) {
      return new RedriveEntry.Unreadable(other.getMessage());
    }
  }

  private static Map<String, String> fields(byte[] line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("more stands behind its JSON object");
      }
    }
    return fields;
  }

  private StreamPosition position() throws IOException {
    return new StreamPosition(
        text("stream"),
        text("shard_id"),
        text("sequence_number"),
        number("sub_sequence_number", 999_999));
  }

  private Instant arrival() throws IOException {
    String held = text("arrival_time");
    try {
      return Instant.ofEpochMilli(Instant.parse(held).toEpochMilli());
    } catch (DateTimeException | ArithmeticException notATime) {
      throw invalid("arrival_time", held, "a time in ISO-8601", notATime);
    }
  }

  private byte[] data() throws IOException {
    String text = fields.get("data");
    if (text != null) {
      return utf8(text);
    }
    String base64 = fields.get("data_base64");
    if (base64 == null) {
      throw new IOException("data and data_base64 are missing; expected one of them");
    }
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw new IOException("data_base64 is not Base64", notBase64);
    }
  }

  /** Strictly, as {@code String.getBytes} puts a question mark for half a character. */
  private static byte[] utf8(String text) throws IOException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] data = new byte[bytes.remaining()];
      bytes.get(data);
      return data;
    } catch (CharacterCodingException half) {
      throw new IOException("data holds half a character; expected the text that came", half);
    }
  }

  private long number(String field, long largest) throws IOException {
    String held = text(field);
    String expected = "a whole number from 0 to " + largest;
    try {
      long number = Long.parseLong(held);
      if (number >= 0 && number <= largest) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw invalid(field, held, expected, notANumber);
    }
    throw invalid(field, held, expected, null);
  }

  private String text(String field) throws IOException {
    String held = fields.get(field);
    if (held == null) {
      throw new IOException(field + " is missing");
    }
    return held;
  }

  private static IOException invalid(String field, String held, String expected, Exception cause) {
    return new IOException(
        "%s holds \"%.100s\"; expected %s".formatted(field, held, expected), cause);
  }
}
