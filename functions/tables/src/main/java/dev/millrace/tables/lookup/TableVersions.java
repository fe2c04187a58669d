package dev.millrace.tables.lookup;

import dev.millrace.features.lookup.LookupRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of one look-up table, by key, the newest first: of those that are valid at or before the
 * first time that will be asked for, the last alone. Filled by one thread, then read by any.
 */
final class TableVersions {
  /** About what an entry of a map with its key takes, and a version, beside what they hold. */
  private static final int KEY_BYTES = 100;

  private static final int VERSION_BYTES = 64;
  private static final int VALUE_BYTES = 32;

  private final List<String> names;
  private final long first;
  private final Map<String, Version> newest = new HashMap<>();

  /**
   * No rows.
   *
   * @param wanted the attributes that are kept
   * @param first the first time that will be asked for
   */
  TableVersions(Set<String> wanted, Instant first) {
    this.names = wanted.stream().sorted().toList();
    this.first = micros(first);
  }

  /** A row of a key: values in the order of the names, each a Double, a String or null. */
  private static final class Version {
    private final long validFrom;
    private final Object[] values;
    private Version earlier;

    Version(long validFrom, Object[] values) {
      this.validFrom = validFrom;
      this.values = values;
    }
  }

  /** Adds a row; about how many bytes of memory more are held now. */
  long add(String key, Instant validFrom, StoredAttributes attributes) {
    Version added = new Version(micros(validFrom), values(attributes));
    Version after = null;
    Version before = newest.get(key);
    long bytes = before == null ? KEY_BYTES + key.length() : 0;
    while (before != null && before.validFrom > added.validFrom) {
      after = before;
      before = before.earlier;
    }
    if (after != null && after.validFrom <= first) {
      return 0;
    }
    bytes += bytes(added);
    added.earlier = before;
    if (added.validFrom <= first) {
      for (Version left = before; left != null; left = left.earlier) {
        bytes -= bytes(left);
      }
      added.earlier = null;
    }
    if (after == null) {
      newest.put(key, added);
    } else {
      after.earlier = added;
    }
    return bytes;
  }

  private Object[] values(StoredAttributes attributes) {
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      String value = attributes.values().get(names.get(i));
      values[i] =
          value != null && attributes.numbers().contains(names.get(i))
              ? Double.valueOf(value)
              : value;
    }
    return values;
  }

  private static long bytes(Version version) {
    long bytes = VERSION_BYTES;
    for (Object value : version.values) {
      bytes += VALUE_BYTES + (value instanceof String text ? 2L * text.length() : 0);
    }
    return bytes;
  }

  /** How many keys have rows. */
  int keys() {
    return newest.size();
  }

  Optional<LookupRow> asOf(String key, Instant time) {
    long asked = micros(time);
    Version version = newest.get(key);
    while (version != null && version.validFrom > asked) {
      version = version.earlier;
    }
    return Optional.ofNullable(version).map(this::row);
  }

  private LookupRow row(Version version) {
    Map<String, Double> numbers = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < version.values.length; i++) {
      switch (version.values[i]) {
        case Double number -> numbers.put(names.get(i), number);
        case String text -> texts.put(names.get(i), text);
        case null, default -> {}
      }
    }
    return new LookupRow(numbers, texts);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
