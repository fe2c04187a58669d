package dev.millrace.ingestion.stage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.ingestion.row.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row's values as JSON that keeps their types. Null, flags, texts and lists are themselves; a
 * number without point or exponent is a {@link Long}, one with either a {@link Double}. Everything
 * else is an object of one member whose name says what it is, an object of the row too, so that no
 * value can be taken for another.
 */
final class TypedJson {
  private static final String OBJECT = "object";
  private static final String TIME = "time";
  private static final String DATE = "date";
  private static final String WHOLE = "whole";
  private static final String DECIMAL = "decimal";
  private static final String DOUBLE = "double";

  private TypedJson() {}

  static void write(Row row, JsonGenerator json) throws IOException {
    writeMembers(row.values(), json);
  }

  static Row readRow(JsonParser json) throws IOException {
    return new Row(readMembers(json));
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Long number -> json.writeNumber(number);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Double number -> tagged(DOUBLE, number.toString(), json);
      case BigInteger number -> tagged(WHOLE, number.toString(), json);
      case BigDecimal number -> tagged(DECIMAL, number.toString(), json);
      case String text -> json.writeString(text);
      case Instant time -> tagged(TIME, time.toString(), json);
      case LocalDate day -> tagged(DATE, day.toString(), json);
      case List<?> elements -> {
        json.writeStartArray();
        for (Object element : elements) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case Map<?, ?> members -> {
        json.writeStartObject();
        json.writeFieldName(OBJECT);
        writeMembers(members, json);
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("A row holds a " + value.getClass().getName());
    }
  }

  private static void tagged(String tag, String text, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField(tag, text);
    json.writeEndObject();
  }

  private static void writeMembers(Map<?, ?> members, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      json.writeFieldName((String) member.getKey());
      write(member.getValue(), json);
    }
    json.writeEndObject();
  }

  private static Object read(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> tagged(json);
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(json));
        }
        yield elements;
      }
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("a " + json.currentToken() + " where a value belongs");
    };
  }

  private static Object tagged(JsonParser json) throws IOException {
    String tag = json.nextFieldName();
    json.nextToken();
    Object value =
        switch (tag) {
          case OBJECT -> readMembers(json);
          case TIME -> Instant.parse(json.getText());
          case DATE -> LocalDate.parse(json.getText());
          case WHOLE -> new BigInteger(json.getText());
          case DECIMAL -> new BigDecimal(json.getText());
          case DOUBLE -> Double.valueOf(json.getText());
          case null, default -> throw new IOException("a value of the unknown type " + tag);
        };
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw new IOException("a value of two types");
    }
    return value;
  }

  private static Map<String, Object> readMembers(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("a " + json.currentToken() + " where an object belongs");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, read(json));
    }
    return members;
  }
}
