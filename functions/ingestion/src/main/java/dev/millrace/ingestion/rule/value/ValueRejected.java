package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.row.JsonValues;
import java.io.Serial;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule cannot be applied to what a row holds. The reason never shows a value, as it may be
 * personal data: it says what kind of value was held, and what was expected. Has no stack trace,
 * since every row of a source may have one.
 */
public final class ValueRejected extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  private ValueRejected(String field, String reason) {
    super(Objects.requireNonNull(reason), null, false, false);
    this.field = field;
  }

  /** The rule's own field cannot be used, for this reason. */
  public ValueRejected(String reason) {
    this(null, reason);
  }

  /** The held value is of a kind, or has a form, that was not expected. */
  public static ValueRejected held(Object value, String expected) {
    return new ValueRejected("held %s, expected %s".formatted(JsonValues.kind(value), expected));
  }

  /** The same about a field that the row is asked for by name. */
  public ValueRejected in(String name) {
    return new ValueRejected(Objects.requireNonNull(name), getMessage());
  }

  /** The field; empty where it is the one that the rule names. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }
}
