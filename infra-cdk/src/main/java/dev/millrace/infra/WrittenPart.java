package dev.millrace.infra;

/** The part of a page that a script writes, between two comments that name the script. */
final class WrittenPart {
  private WrittenPart() {}

  /**
   * The page with its part written anew.
   *
   * @param script that writes the part, by its path
   * @param part what the part is now, in whole lines
   * @throws IllegalArgumentException when the page has no such part
   */
  static String replaced(String page, String script, String part) {
    var begin = "<!-- written by %s: begin -->\n".formatted(script);
    var end = "<!-- written by %s: end -->\n".formatted(script);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    if (from < begin.length() || to < from) {
      throw new IllegalArgumentException(
          "The page has no %s followed by %s".formatted(begin.strip(), end.strip()));
    }
    return page.substring(0, from) + part + page.substring(to);
  }
}
