package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers a definition may set. */
final class HeaderRules {
  /** The client's own: they say where the request goes, how long it is, how it is packed. */
  private static final Set<String> OF_CLIENT =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Set<String> SECRET = Set.of("authorization", "cookie");

  private HeaderRules() {}

  /** Takes {@code headers} of a source. */
  static List<NamedValue> take(DefinitionObject source, String secretPrefix) {
    List<NamedValue> headers = NamedValue.take(source, "headers", secretPrefix);
    DefinitionObject place = new DefinitionObject(source.pointer("headers"), Map.of());
    Set<String> seen = new HashSet<>();
    for (NamedValue header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      String pointer = place.pointer(header.name());
      if (!name.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,100}") || OF_CLIENT.contains(name)) {
        throw new InvalidDefinition(
            pointer, "a header", "a header that the client does not set itself");
      }
      if (!seen.add(name)) {
        throw new InvalidDefinition(pointer, "a second header of the name", "each header once");
      }
      if (SECRET.contains(name) && header.secret().isEmpty()) {
        throw new InvalidDefinition(pointer, "a text", "{\"secret\": NAME}: it is shown to others");
      }
      if (!header.text().chars().allMatch(unit -> unit >= ' ' && unit <= '~')) {
        throw new InvalidDefinition(pointer, "a text", "one line of printable ASCII");
      }
    }
    return headers;
  }
}
