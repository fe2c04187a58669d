package dev.millrace.local.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of an answer as text: times in ISO 8601, whatever holds other values as JSON. */
final class Cell {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Cell() {}

  /** A cell of the current row; empty for NULL. */
  static Optional<String> text(ResultSet rows, int column) throws SQLException {
    Object simple = simple(value(rows, column));
    if (simple instanceof List || simple instanceof Map) {
      try {
        return Optional.of(JSON.writeValueAsString(simple));
      } catch (JsonProcessingException e) {
        throw new SQLException("A value cannot be written as JSON: " + e.getMessage(), e);
      }
    }
    return Optional.ofNullable(simple).map(Object::toString);
  }

  /** A time without a zone comes as it stands, not in the zone of this machine. */
  private static Object value(ResultSet rows, int column) throws SQLException {
    return rows.getMetaData().getColumnType(column) == Types.TIMESTAMP
        ? rows.getObject(column, LocalDateTime.class)
        : rows.getObject(column);
  }

  /** Numbers, booleans and null as they are, lists and maps of such, and strings. */
  private static Object simple(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean flag -> flag;
      case OffsetDateTime time -> time.toInstant().toString();
      case Blob blob ->
          Base64.getEncoder().encodeToString(blob.getBytes(1, Math.toIntExact(blob.length())));
      case Map<?, ?> map -> {
        Map<String, Object> simple = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          simple.put(String.valueOf(entry.getKey()), simple(entry.getValue()));
        }
        yield simple;
      }
      case Struct struct -> list(struct.getAttributes());
      case Array array -> list((Object[]) array.getArray());
      default -> value.toString();
    };
  }

  private static List<Object> list(Object[] values) throws SQLException {
    List<Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(simple(value));
    }
    return list;
  }
}
