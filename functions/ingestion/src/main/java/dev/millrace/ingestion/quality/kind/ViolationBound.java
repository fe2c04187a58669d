package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many violations a check puts up with: none, unless the definition gives a number, a share or
 * both, which must then both hold.
 */
record ViolationBound(OptionalLong maximum, OptionalDouble maximumShare) {

  static ViolationBound read(DefinitionObject definition) {
    return new ViolationBound(
        definition.optionalWhole("maximum_violations", 0, Long.MAX_VALUE),
        CheckMembers.share(definition, "maximum_violation_share"));
  }

  boolean allows(long violations, long of) {
    if (maximum.isEmpty() && maximumShare.isEmpty()) {
      return violations == 0;
    }
    return (maximum.isEmpty() || violations <= maximum.getAsLong())
        && (maximumShare.isEmpty() || violations <= maximumShare.getAsDouble() * of);
  }

  /** "at most 5 and 1% may be", behind the violations. */
  String text() {
    if (maximum.isEmpty() && maximumShare.isEmpty()) {
      return "none may be";
    }
    StringBuilder text = new StringBuilder("at most ");
    maximum.ifPresent(number -> text.append(Figures.count(number)));
    maximumShare.ifPresent(
        share -> text.append(maximum.isPresent() ? " and " : "").append(Figures.share(share)));
    return text.append(" may be").toString();
  }
}
