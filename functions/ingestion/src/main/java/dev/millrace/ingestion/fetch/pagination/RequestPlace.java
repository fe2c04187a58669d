package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.List;
import java.util.Optional;

/**
 * Where a request says which page it wants.
 *
 * @param name of a parameter of the query, or of a member of the body's object
 */
public record RequestPlace(String name, boolean inBody) {
  /** Takes a member that names a parameter; empty where it is not there. */
  static Optional<RequestPlace> take(DefinitionObject definition, String member, boolean inBody) {
    return definition.optionalText(member).map(name -> new RequestPlace(name, inBody));
  }

  /** Takes {@code in}: {@code query}, which it is where it is not said, or {@code body}. */
  public static boolean takeInBody(DefinitionObject definition, boolean hasBody) {
    boolean inBody =
        definition.has("in") && definition.word("in", List.of("query", "body")).equals("body");
    if (inBody && !hasBody) {
      throw definition.refused("in", "\"query\": the source has no `body`");
    }
    return inBody;
  }
}
