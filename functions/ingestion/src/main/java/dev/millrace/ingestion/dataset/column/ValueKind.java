package dev.millrace.ingestion.dataset.column;

import static dev.millrace.ingestion.dataset.column.ColumnType.BOOLEAN;
import static dev.millrace.ingestion.dataset.column.ColumnType.BOOLEANS;
import static dev.millrace.ingestion.dataset.column.ColumnType.DOUBLE;
import static dev.millrace.ingestion.dataset.column.ColumnType.DOUBLES;
import static dev.millrace.ingestion.dataset.column.ColumnType.JSON;
import static dev.millrace.ingestion.dataset.column.ColumnType.LONG;
import static dev.millrace.ingestion.dataset.column.ColumnType.LONGS;
import static dev.millrace.ingestion.dataset.column.ColumnType.STRING;
import static dev.millrace.ingestion.dataset.column.ColumnType.STRINGS;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What matters of a value to the column that it goes to. */
public enum ValueKind {
  TEXT("a text", STRING),
  FLAG("true or false", BOOLEAN),
  TIME("a time", ColumnType.TIME),
  DATE("a date", ColumnType.DATE),
  WHOLE("a whole number", LONG),
  /** Of more than 53 bits. */
  WIDE_WHOLE("a whole number that a double does not hold", LONG),
  /** As {@code 5.0}. */
  WHOLE_DOUBLE("a number without a fraction", DOUBLE),
  FRACTION("a number with a fraction", DOUBLE),
  LONG_NUMBER("a number of more digits than a long or a double holds", JSON),
  TEXTS("a list of texts", STRINGS),
  FLAGS("a list of true or false", BOOLEANS),
  WHOLES("a list of whole numbers", LONGS),
  WIDE_WHOLES("a list of whole numbers that a double does not hold", LONGS),
  WHOLE_DOUBLES("a list of numbers without a fraction", DOUBLES),
  FRACTIONS("a list of numbers with a fraction", DOUBLES),
  /** Without an element that is not null. */
  EMPTY_LIST("an empty list", JSON),
  COMPOSITE("an object, or a list of such or of several types", JSON);

  /** A double holds each whole number up to this one. */
  private static final long LARGEST_EXACT = 1L << 53;

  private final String text;
  private final ColumnType natural;

  ValueKind(String text, ColumnType natural) {
    this.text = text;
    this.natural = natural;
  }

  /** In a user's words: "a text". */
  public String text() {
    return text;
  }

  /** The column that is made for values of this kind alone. */
  ColumnType natural() {
    return natural;
  }

  /** The kind of a row's value that is not null. */
  public static ValueKind of(Object value) {
    return switch (value) {
      case String text -> TEXT;
      case Boolean flag -> FLAG;
      case Long number ->
          Math.abs(number) <= LARGEST_EXACT && number != Long.MIN_VALUE ? WHOLE : WIDE_WHOLE;
      case Double number -> isWhole(number) ? WHOLE_DOUBLE : FRACTION;
      case Instant time -> TIME;
      case LocalDate day -> DATE;
      case BigInteger number -> LONG_NUMBER;
      case BigDecimal number -> LONG_NUMBER;
      case List<?> elements -> ofList(elements);
      case Map<?, ?> members -> COMPOSITE;
      default -> throw new IllegalArgumentException("A row holds a " + value.getClass().getName());
    };
  }

  /** Minus zero is no whole number: as a long it would lose its sign. */
  private static boolean isWhole(double number) {
    return number == Math.rint(number)
        && Math.abs(number) <= LARGEST_EXACT
        && !(number == 0 && Double.doubleToRawLongBits(number) != 0);
  }

  private static ValueKind ofList(List<?> elements) {
    ValueKind kind = EMPTY_LIST;
    for (Object element : elements) {
      if (element != null) {
        kind = kind.with(of(element));
      }
    }
    return kind;
  }

  /** The kind of a list of this kind with an element more. */
  private ValueKind with(ValueKind element) {
    return switch (element) {
      case TEXT -> this == EMPTY_LIST ? TEXTS : only(TEXTS);
      case FLAG -> this == EMPTY_LIST ? FLAGS : only(FLAGS);
      case WHOLE ->
          switch (this) {
            case EMPTY_LIST -> WHOLES;
            case WHOLES, WIDE_WHOLES, WHOLE_DOUBLES, FRACTIONS -> this;
            default -> COMPOSITE;
          };
      case WIDE_WHOLE ->
          switch (this) {
            case EMPTY_LIST, WHOLES, WIDE_WHOLES, WHOLE_DOUBLES -> WIDE_WHOLES;
            default -> COMPOSITE;
          };
      case WHOLE_DOUBLE ->
          switch (this) {
            case EMPTY_LIST, WHOLES, WHOLE_DOUBLES -> WHOLE_DOUBLES;
            case WIDE_WHOLES, FRACTIONS -> this;
            default -> COMPOSITE;
          };
      case FRACTION ->
          switch (this) {
            case EMPTY_LIST, WHOLES, WHOLE_DOUBLES, FRACTIONS -> FRACTIONS;
            default -> COMPOSITE;
          };
      default -> COMPOSITE;
    };
  }

  private ValueKind only(ValueKind expected) {
    return this == expected ? this : COMPOSITE;
  }
}
