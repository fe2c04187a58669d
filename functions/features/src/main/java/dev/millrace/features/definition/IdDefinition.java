package dev.millrace.features.definition;

import dev.millrace.features.field.FieldPath;
import dev.millrace.features.json.JsonMembers;
import java.util.List;
import java.util.Objects;

/** Where a record's id comes from. */
public sealed interface IdDefinition {
  /**
   * Fields that hold texts or numbers.
   *
   * @param paths one at least
   * @param join what stands between the fields' texts; empty for one field
   */
  record Fields(List<FieldPath> paths, String join) implements IdDefinition {
    /** Copies the paths; one path has nothing to join. */
    public Fields {
      paths = List.copyOf(paths);
      Objects.requireNonNull(join, "join");
      join = paths.size() == 1 ? "" : join;
    }
  }

  /** The SHA-256 of the document's bytes, in 64 hexadecimal digits. */
  record Hash() implements IdDefinition {}

  /** One field. */
  static IdDefinition of(String path) {
    return new Fields(List.of(new FieldPath(path)), "");
  }

  /** Reads the member {@code id} of a record's definition. */
  static IdDefinition read(JsonMembers members) {
    if (members.value("id") instanceof String) {
      return new Fields(List.of(DefinedPath.read(members, "id")), "");
    }
    JsonMembers id =
        members
            .optionalObject("id")
            .orElseThrow(() -> members.refused("id", "a path, {\"paths\"} or {\"hash\": true}"));
    if (id.has("hash")) {
      if (!Boolean.TRUE.equals(id.value("hash"))) {
        throw id.refused("hash", "true");
      }
      id.end();
      return new Hash();
    }
    List<FieldPath> paths = DefinedPath.readAll(id, "paths");
    String join = id.optionalText("join").orElse("|");
    id.end();
    return new Fields(paths, join);
  }
}
