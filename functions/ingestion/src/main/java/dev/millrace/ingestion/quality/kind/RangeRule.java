package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.QualityCheck;
import java.util.Optional;

/**
 * Values from a minimum to a maximum, both included, of which one may be missing. What is no number
 * is in no range of numbers, what is no time in none of times.
 */
record RangeRule(Optional<RangeBound> minimum, Optional<RangeBound> maximum) implements ValueRule {

  static QualityCheck read(DefinitionObject definition) {
    Optional<RangeBound> minimum = RangeBound.read(definition, "minimum");
    Optional<RangeBound> maximum = RangeBound.read(definition, "maximum");
    if (minimum.isEmpty() && maximum.isEmpty()) {
      throw definition.refused("minimum", RangeBound.EXPECTED + ", unless there is a maximum");
    }
    if (minimum.isPresent()
        && maximum.isPresent()
        && !minimum.get().isAtMost(maximum.get().value())) {
      throw definition.refused("maximum", "what is of the minimum's kind and no less than it");
    }
    return ValueRuleCheck.of(definition, new RangeRule(minimum, maximum));
  }

  @Override
  public boolean allows(Object value) {
    return minimum.map(bound -> bound.isAtMost(value)).orElse(true)
        && maximum.map(bound -> bound.isAtLeast(value)).orElse(true);
  }

  @Override
  public String text() {
    String low = minimum.map(RangeBound::text).orElse("");
    String high = maximum.map(RangeBound::text).orElse("");
    if (low.isEmpty()) {
      return "at most " + high;
    }
    return high.isEmpty() ? "at least " + low : "from %s to %s".formatted(low, high);
  }
}
