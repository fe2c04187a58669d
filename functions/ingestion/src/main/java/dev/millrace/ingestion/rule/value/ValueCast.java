package dev.millrace.ingestion.rule.value;

/** Makes a value one of a declared type. Thread-safe, and the same value gives the same. */
@FunctionalInterface
public interface ValueCast {
  /**
   * The value as the type has it.
   *
   * @param held not null
   * @throws ValueRejected when it cannot be had without losing or guessing anything
   */
  Object cast(Object held) throws ValueRejected;
}
