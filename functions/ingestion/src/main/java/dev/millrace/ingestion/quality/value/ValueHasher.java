package dev.millrace.ingestion.quality.value;

import dev.millrace.ingestion.row.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hashes values by the first half of their SHA-256, so that equal values have equal hashes, and
 * others different ones even where somebody tries to make them meet. Numbers are equal as {@link
 * ExactNumbers} says. Not thread-safe.
 */
public final class ValueHasher {
  private static final String TECHNICAL = "_millrace_";

  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES);

  /** The hash of a row's values in some columns, in this order. */
  public ValueHash key(Row row, List<String> columns) {
    for (String column : columns) {
      add(row.value(column));
    }
    return end();
  }

  /** The hash of a key's values, the same as that of a row that has them. */
  public ValueHash key(List<?> values) {
    values.forEach(this::add);
    return end();
  }

  /**
   * The hash of a row's content: its fields in any order, without those that are null and those
   * that tell where the row came from.
   */
  public ValueHash content(Row row) {
    SortedMap<String, Object> fields = new TreeMap<>();
    row.values()
        .forEach(
            (name, value) -> {
              if (value != null && !name.startsWith(TECHNICAL)) {
                fields.put(name, value);
              }
            });
    addMap(fields);
    return end();
  }

  private ValueHash end() {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new ValueHash(hash.getLong(), hash.getLong());
  }

  /**
   * Each value begins with a mark of its kind, and tells its length before it where that varies.
   */
  private void add(Object value) {
    switch (value) {
      case null -> digest.update((byte) 'n');
      case Boolean flag -> digest.update((byte) (flag ? 't' : 'f'));
      case Number held -> addNumber(ExactNumbers.canonical(held));
      case String text -> addText(text);
      case Instant time -> add('i', time.getEpochSecond(), time.getNano());
      case LocalDate day -> add('a', day.toEpochDay(), 0);
      case List<?> elements -> {
        add('[', elements.size(), 0);
        elements.forEach(this::add);
      }
      case Map<?, ?> members -> {
        SortedMap<String, Object> sorted = new TreeMap<>();
        members.forEach((name, member) -> sorted.put((String) name, member));
        addMap(sorted);
      }
      default -> throw new IllegalArgumentException("A row holds a " + value.getClass().getName());
    }
  }

  private void addMap(SortedMap<String, Object> sorted) {
    add('{', sorted.size(), 0);
    sorted.forEach(
        (name, member) -> {
          addText(name);
          add(member);
        });
  }

  private void addNumber(Number canonical) {
    switch (canonical) {
      case Long whole -> add('l', whole, 0);
      case Double held -> add('d', Double.doubleToLongBits(held), 0);
      case BigDecimal decimal -> {
        BigInteger digits = decimal.unscaledValue();
        byte[] bytes = digits.toByteArray();
        add('D', bytes.length, decimal.scale());
        digest.update(bytes);
      }
      default -> throw new IllegalArgumentException(canonical.getClass().getName());
    }
  }

  private void addText(String text) {
    // Not in UTF-8, which has no bytes for half a surrogate pair.
    ByteBuffer characters = ByteBuffer.allocate(Character.BYTES * text.length());
    characters.asCharBuffer().put(text);
    add('s', text.length(), 0);
    digest.update(characters.array());
  }

  private void add(char mark, long first, int second) {
    digest.update(number.clear().put((byte) mark).putLong(first).putInt(second).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
