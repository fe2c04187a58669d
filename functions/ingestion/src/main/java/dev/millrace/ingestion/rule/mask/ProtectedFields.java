package dev.millrace.ingestion.rule.mask;

import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.Set;

/**
 * Which fields hold what a rule hashes or masks: before that rule under whatever name, and in every
 * field that was made of them. Their values are masked wherever a row is shown. Thread-safe.
 */
public final class ProtectedFields {
  /** What is shown in a value's place. */
  public static final String MASK = "***";

  /** A row of more paths is masked whole. */
  private static final int MOST_PATHS = 2_000;

  private final List<FieldFlow> rules;

  /** Of the rules of a source, in order. */
  public ProtectedFields(List<? extends FieldFlow> rules) {
    this.rules = List.copyOf(rules);
  }

  /** A row of the source, before all rules, to be shown. */
  public Row maskRaw(Row raw) {
    return mask(0, raw, raw);
  }

  /**
   * A row that came of all rules, to be shown. What a rule hashed or masked is shown so.
   *
   * @param raw the row that it came of
   */
  public Row maskTransformed(Row raw, Row transformed) {
    return mask(rules.size(), raw, transformed);
  }

  /**
   * Whether a field of transformed rows is hashed or masked, or may have been made of what is
   * hashed or masked elsewhere: its values are not to be shown.
   */
  public boolean covers(String transformedField) {
    FieldOrigins origins = FieldOrigins.of(transformedField);
    FieldOrigins secrets = new FieldOrigins(false, Set.of());
    for (FieldFlow rule : rules.reversed()) {
      if (origins.names().stream().anyMatch(rule::protects)) {
        return true;
      }
      origins = before(rule, origins);
      secrets = before(rule, secrets).with(protectedBy(rule));
    }
    return origins.meets(secrets);
  }

  private static FieldOrigins before(FieldFlow rule, FieldOrigins behind) {
    FieldOrigins before = new FieldOrigins(behind.any(), Set.of());
    for (String name : behind.names()) {
      before = before.with(rule.origins(name));
    }
    return before;
  }

  private static FieldOrigins protectedBy(FieldFlow rule) {
    return rule.protects(rule.field())
        ? FieldOrigins.of(rule.field())
        : new FieldOrigins(false, Set.of());
  }

  /**
   * A row before the rule of a position, to be shown.
   *
   * @param position from 0; the number of rules for a row behind all of them
   * @param raw the source's row that it came of
   */
  public Row mask(int position, Row raw, Row row) {
    if (rules.stream().noneMatch(rule -> rule.protects(rule.field()))) {
      return row.copy();
    }
    RowMask mask = new RowMask(rules, position);
    return RowPaths.of(raw, MOST_PATHS)
        .map(
            paths -> {
              paths.forEach(mask::carry);
              return mask.masked(row);
            })
        .orElseGet(() -> whole(row));
  }

  private static Row whole(Row row) {
    Row masked = row.copy();
    row.names().forEach(name -> masked.set(name, row.value(name) == null ? null : MASK));
    return masked;
  }
}
