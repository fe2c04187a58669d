package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The kinds of rules, by the name that a definition gives in {@code rule}. */
final class RuleKinds {
  private static final Map<String, BiFunction<DefinitionObject, RuleServices, TransformationRule>>
      KINDS = new LinkedHashMap<>();

  static {
    add("rename", RenameRule::read);
    add("drop", DropRule::read);
    add("keep", KeepRule::read);
    add("cast", CastRule::read);
    add("default", DefaultRule::read);
    add("filter", FilterRule::read);
    add("derive", DeriveRule::read);
    add("flatten", FlattenRule::read);
    add("explode", ExplodeRule::read);
    add("mask", MaskRule::read);
    KINDS.put("hash", HashRule::read);
    KINDS.put("lookup", LookupRule::read);
  }

  private RuleKinds() {}

  private static void add(String name, Function<DefinitionObject, TransformationRule> reader) {
    KINDS.put(name, (definition, services) -> reader.apply(definition));
  }

  /** The names of all kinds. */
  static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }

  /** The rule of a kind, with the options that its definition gives. */
  static TransformationRule read(String name, DefinitionObject definition, RuleServices services) {
    return KINDS.get(name).apply(definition, services);
  }
}
