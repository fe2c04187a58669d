package dev.millrace.ingestion.rule.value;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The types that a value can be cast to, by the name that a definition gives in {@code type}. */
public final class ValueCasts {
  private static final Map<String, Function<DefinitionObject, ValueCast>> TYPES =
      new LinkedHashMap<>();

  /** Types that take no options, so that a rule may name one beside options of its own. */
  private static final List<String> PLAIN = List.of("string", "integer", "number", "boolean");

  static {
    TYPES.put("string", options -> ScalarCasts::string);
    TYPES.put("integer", options -> NumberCasts::integer);
    TYPES.put("number", options -> NumberCasts::number);
    TYPES.put("boolean", options -> ScalarCasts::truth);
    TYPES.put("timestamp", TimestampCast::read);
    TYPES.put("date", DateCast::read);
    TYPES.put("duration", DurationCast::read);
    TYPES.put("json", options -> ScalarCasts::json);
  }

  private ValueCasts() {}

  /** The names of all types. */
  public static List<String> names() {
    return List.copyOf(TYPES.keySet());
  }

  /**
   * The cast that a definition declares with {@code type} and the options of that type.
   *
   * @throws dev.millrace.ingestion.definition.InvalidDefinition naming the member
   */
  public static ValueCast read(DefinitionObject definition) {
    return TYPES.get(definition.word("type", names())).apply(definition);
  }

  /**
   * A cast without options that a definition may declare with {@code type}; the value as it is
   * where it declares none.
   */
  public static ValueCast readPlain(DefinitionObject definition) {
    return definition.has("type")
        ? TYPES.get(definition.word("type", PLAIN)).apply(definition)
        : held -> held;
  }
}
