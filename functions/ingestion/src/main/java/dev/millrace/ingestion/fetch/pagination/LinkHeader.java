package dev.millrace.ingestion.fetch.pagination;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header {@code Link}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8288">RFC 8288</a>
 */
public final class LinkHeader {
  /** The header's name, in lower case. */
  public static final String NAME = "link";

  /** A target and its parameters; possessive, so that no text makes it try again. */
  private static final Pattern LINK =
      Pattern.compile(
          "<([^>]*+)>((?:\\s*+;\\s*+[\\w*!#$&+.^`|~-]++\\s*+(?:=\\s*+(?:\"[^\"]*+\"|[^\\s;,\"]++))?+)*+)");

  private static final Pattern RELATION =
      Pattern.compile(
          ";\\s*+rel\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\\s;,\"]++))", Pattern.CASE_INSENSITIVE);

  private LinkHeader() {}

  /** The target of the relation {@code next}; empty where there is none. */
  public static Optional<String> next(String header) {
    Matcher links = LINK.matcher(header);
    while (links.find()) {
      Matcher relation = RELATION.matcher(links.group(2));
      if (relation.find() && isNext(relation)) {
        return Optional.of(links.group(1).strip());
      }
    }
    return Optional.empty();
  }

  private static boolean isNext(Matcher relation) {
    String names = relation.group(1) == null ? relation.group(2) : relation.group(1);
    return Stream.of(names.split("\\s+")).anyMatch("next"::equalsIgnoreCase);
  }

  /** A header of this one link. */
  public static String of(String target) {
    return "<%s>; rel=\"next\"".formatted(target);
  }
}
