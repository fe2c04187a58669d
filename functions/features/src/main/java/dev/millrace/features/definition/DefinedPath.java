package dev.millrace.features.definition;

import dev.millrace.features.field.FieldPath;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;

/** Paths as a definition writes them. */
final class DefinedPath {
  private DefinedPath() {}

  static FieldPath read(JsonMembers members, String name) {
    return path(members.place(name), members.text(name));
  }

  /** One path at least. */
  static List<FieldPath> readAll(JsonMembers members, String name) {
    List<FieldPath> paths = new ArrayList<>();
    for (String text : members.texts(name)) {
      paths.add(path("%s[%d]".formatted(members.place(name), paths.size()), text));
    }
    if (paths.isEmpty()) {
      throw members.refused(name, "an array of one path at least");
    }
    return paths;
  }

  private static FieldPath path(String place, String text) {
    try {
      return new FieldPath(text);
    } catch (IllegalArgumentException invalid) {
      throw new InvalidMember(place + ": " + invalid.getMessage());
    }
  }
}
