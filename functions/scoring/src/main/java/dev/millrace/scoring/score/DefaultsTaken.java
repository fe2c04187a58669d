package dev.millrace.scoring.score;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many records were scored with defaults because something about them was wrong: nobody else
 * would notice. Immutable.
 *
 * @param lookUpsNotFound by look-up: its table does not have the record's key
 * @param lookUpKeysInvalid by look-up: the record's key could not be read
 * @param invalidFields by feature: its field, or its row's attribute, held what it cannot read
 */
public record DefaultsTaken(
    SortedMap<String, Integer> lookUpsNotFound,
    SortedMap<String, Integer> lookUpKeysInvalid,
    SortedMap<String, Integer> invalidFields) {
  /** None. */
  public static final DefaultsTaken NONE =
      new DefaultsTaken(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /** The sum of counts. */
  public static int total(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** These and those of other records. */
  public DefaultsTaken plus(DefaultsTaken others) {
    return new DefaultsTaken(
        sum(lookUpsNotFound, others.lookUpsNotFound),
        sum(lookUpKeysInvalid, others.lookUpKeysInvalid),
        sum(invalidFields, others.invalidFields));
  }

  private static SortedMap<String, Integer> sum(
      SortedMap<String, Integer> some, SortedMap<String, Integer> others) {
    SortedMap<String, Integer> sum = new TreeMap<>(some);
    others.forEach((name, count) -> sum.merge(name, count, Integer::sum));
    return sum;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return lookUpsNotFound.isEmpty() && lookUpKeysInvalid.isEmpty() && invalidFields.isEmpty();
  }
}
