package dev.millrace.local.resource;

import dev.millrace.local.support.LocalAccount;
import java.util.HashMap;
import java.util.Map;

/**
 * A type whose references are strings with {@code {name}}, {@code {uuid}}, {@code {region}}, {@code
 * {account}} and {@code {api}}, the HTTP API's URL, in them.
 */
final class SimpleType extends ResourceType {
  private final boolean imitated;
  private final boolean ownName;
  private final String ref;
  private final Map<String, String> attributes;

  private SimpleType(
      String type, boolean imitated, boolean ownName, String ref, Map<String, String> attributes) {
    super(type);
    this.imitated = imitated;
    this.ownName = ownName;
    this.ref = ref;
    this.attributes = attributes;
  }

  /** A type whose resources the stack runs; {@code Ref} gives the name. */
  static SimpleType run(String type) {
    return new SimpleType(type, true, false, "{name}", Map.of());
  }

  /** A type whose resources do nothing here; {@code Ref} gives the name. */
  static SimpleType inert(String type) {
    return new SimpleType(type, false, false, "{name}", Map.of());
  }

  SimpleType withOwnName() {
    return new SimpleType(type(), imitated, true, ref, attributes);
  }

  SimpleType ref(String text) {
    return new SimpleType(type(), imitated, ownName, text, attributes);
  }

  SimpleType attribute(String name, String text) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(name, text);
    return new SimpleType(type(), imitated, ownName, ref, Map.copyOf(more));
  }

  @Override
  boolean isImitated() {
    return imitated;
  }

  @Override
  boolean hasOwnName() {
    return ownName;
  }

  @Override
  String ref(Reference reference) {
    return filled(ref, reference);
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    Map<String, String> values = new HashMap<>();
    attributes.forEach((name, text) -> values.put(name, filled(text, reference)));
    return values;
  }

  private static String filled(String text, Reference reference) {
    return text.replace("{name}", reference.name())
        .replace("{uuid}", reference.resource().uuid())
        .replace("{region}", reference.stack().region())
        .replace("{account}", LocalAccount.ID)
        .replace("{api}", reference.stack().apiUrl());
  }
}
