package dev.millrace.ingestion.dataset.column;

import dev.millrace.ingestion.row.JsonValues;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types that a dataset's columns have. Those of numbers take the whole ones of the other. */
public enum ColumnType {
  STRING,
  /** Of 64 bits. */
  LONG,
  DOUBLE,
  BOOLEAN,
  /** In UTC, with microseconds; finer fractions are cut. */
  TIME,
  DATE,
  STRINGS,
  LONGS,
  DOUBLES,
  BOOLEANS,
  /** A text that is a value's JSON, of whatever type that is. */
  JSON,
  /** One that somebody else gave a column; no value goes to it. */
  OTHER;

  /** The name in catalogue and messages: {@code long}, {@code list of long}. */
  public String text() {
    return switch (this) {
      case STRINGS -> "list of string";
      case LONGS -> "list of long";
      case DOUBLES -> "list of double";
      case BOOLEANS -> "list of boolean";
      case TIME -> "timestamp";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }

  /** Whether a key may have a column of this type. */
  boolean isOfKeys() {
    return this == STRING || this == LONG || this == BOOLEAN || this == TIME || this == DATE;
  }

  /** The kinds of values that a column of this type takes without a loss. */
  public Set<ValueKind> taken() {
    return Taken.BY_TYPE.get(this);
  }

  /** In a class of its own, because the kinds of values name types. */
  private static final class Taken {
    static final Map<ColumnType, Set<ValueKind>> BY_TYPE = new EnumMap<>(ColumnType.class);

    static {
      put(STRING, ValueKind.TEXT);
      put(LONG, ValueKind.WHOLE, ValueKind.WIDE_WHOLE, ValueKind.WHOLE_DOUBLE);
      put(DOUBLE, ValueKind.WHOLE, ValueKind.WHOLE_DOUBLE, ValueKind.FRACTION);
      put(BOOLEAN, ValueKind.FLAG);
      put(TIME, ValueKind.TIME);
      put(DATE, ValueKind.DATE);
      put(STRINGS, ValueKind.EMPTY_LIST, ValueKind.TEXTS);
      put(
          LONGS,
          ValueKind.EMPTY_LIST,
          ValueKind.WHOLES,
          ValueKind.WIDE_WHOLES,
          ValueKind.WHOLE_DOUBLES);
      put(
          DOUBLES,
          ValueKind.EMPTY_LIST,
          ValueKind.WHOLES,
          ValueKind.WHOLE_DOUBLES,
          ValueKind.FRACTIONS);
      put(BOOLEANS, ValueKind.EMPTY_LIST, ValueKind.FLAGS);
      put(JSON, ValueKind.values());
      put(OTHER);
    }

    private static void put(ColumnType type, ValueKind... kinds) {
      BY_TYPE.put(type, Set.of(kinds));
    }
  }

  /**
   * The type of a new column for values of these kinds; empty where there is none that takes all of
   * them, and they are of different types.
   */
  static Optional<ColumnType> of(Set<ValueKind> kinds) {
    Set<ValueKind> decisive = EnumSet.copyOf(kinds);
    decisive.remove(ValueKind.EMPTY_LIST);
    if (decisive.size() == 1 && decisive.iterator().next().natural() == JSON) {
      return Optional.of(JSON);
    }
    // Doubles come behind whole numbers and before those that a double does not hold.
    return decisive.stream()
        .map(ValueKind::natural)
        .filter(type -> type != JSON && type.taken().containsAll(kinds))
        .max(Comparator.naturalOrder());
  }

  /** As Iceberg has it; an element's id counts from this one. */
  public Type iceberg(int elementId) {
    return switch (this) {
      case STRING, JSON -> Types.StringType.get();
      case LONG -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case TIME -> Types.TimestampType.withZone();
      case DATE -> Types.DateType.get();
      case STRINGS -> Types.ListType.ofOptional(elementId, Types.StringType.get());
      case LONGS -> Types.ListType.ofOptional(elementId, Types.LongType.get());
      case DOUBLES -> Types.ListType.ofOptional(elementId, Types.DoubleType.get());
      case BOOLEANS -> Types.ListType.ofOptional(elementId, Types.BooleanType.get());
      case OTHER -> throw new IllegalStateException("No column is made of a type that is not ours");
    };
  }

  /** The type that a column of a table has. */
  static ColumnType of(Type type, boolean json) {
    return switch (type.typeId()) {
      case STRING -> json ? JSON : STRING;
      case LONG -> LONG;
      case DOUBLE -> DOUBLE;
      case BOOLEAN -> BOOLEAN;
      case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? TIME : OTHER;
      case DATE -> DATE;
      case LIST ->
          switch (type.asListType().elementType().typeId()) {
            case STRING -> STRINGS;
            case LONG -> LONGS;
            case DOUBLE -> DOUBLES;
            case BOOLEAN -> BOOLEANS;
            default -> OTHER;
          };
      default -> OTHER;
    };
  }

  /** A row's value, of a kind that this type takes, as Iceberg's rows hold it. */
  public Object stored(Object value) {
    return switch (this) {
      case STRING -> WellFormedText.of((String) value);
      case LONG -> ((Number) value).longValue();
      case DOUBLE -> ((Number) value).doubleValue();
      case BOOLEAN, DATE -> value;
      case TIME -> ((Instant) value).truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
      case STRINGS -> elements(value, STRING);
      case LONGS -> elements(value, LONG);
      case DOUBLES -> elements(value, DOUBLE);
      case BOOLEANS -> elements(value, BOOLEAN);
      case JSON -> JsonValues.text(WellFormedText.within(value));
      case OTHER -> throw new IllegalStateException("No value goes to a column that is not ours");
    };
  }

  private static List<Object> elements(Object value, ColumnType type) {
    List<Object> elements = new ArrayList<>();
    for (Object element : (List<?>) value) {
      elements.add(element == null ? null : type.stored(element));
    }
    return elements;
  }
}
