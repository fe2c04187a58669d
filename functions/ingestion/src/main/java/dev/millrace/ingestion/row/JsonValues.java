package dev.millrace.ingestion.row;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as {@link Row} has them, from JSON and to JSON. No number loses a digit on the way. */
public final class JsonValues {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private JsonValues() {}

  /**
   * Reads one value to its end.
   *
   * @param json stands at the value's first token; it bounds depth and lengths
   * @throws IOException when it is not JSON. Of a name that an object has twice the last value
   *     counts
   */
  public static Object read(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, read(json));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(json));
        }
        yield elements;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> whole(json.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> fractional(json.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("The JSON ends where a value was expected");
    };
  }

  /** The number as a long; as it is where that does not hold it. */
  public static Object whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  /** A decimal number as a double; as a {@link BigDecimal} where that would show other digits. */
  static Object fractional(String text) {
    double number = Double.parseDouble(text);
    BigDecimal exact = new BigDecimal(text);
    boolean same =
        Double.isFinite(number) && new BigDecimal(Double.toString(number)).compareTo(exact) == 0;
    return same ? (Object) number : exact;
  }

  /** Writes a value; times in UTC with microseconds, days as ISO-8601. */
  public static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case String text -> json.writeString(text);
      case Instant time -> json.writeString(time(time));
      case LocalDate day -> json.writeString(day.toString());
      case List<?> elements -> {
        json.writeStartArray();
        for (Object element : elements) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.writeFieldName((String) member.getKey());
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("A row holds a " + value.getClass().getName());
    }
  }

  /** A value as JSON text. */
  public static String text(Object value) {
    return new String(Json.bytes(json -> write(value, json)), StandardCharsets.UTF_8);
  }

  /** ISO-8601 in UTC with microseconds. */
  public static String time(Instant time) {
    return MICROSECONDS.format(time);
  }

  /** What a value is, in a user's words: "a whole number", "a text". */
  public static String kind(Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean flag -> "true or false";
      case Long number -> "a whole number";
      case BigInteger number -> "a whole number of more than 64 bits";
      case Double number -> "a number";
      case BigDecimal number -> "a number of more digits than a double holds";
      case String text -> "a text";
      case Instant time -> "a time";
      case LocalDate day -> "a date";
      case List<?> elements -> "a list";
      case Map<?, ?> members -> "an object";
      default -> value.getClass().getSimpleName();
    };
  }
}
