package dev.millrace.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of documentation, without its code: what is between fences or backticks is no link. Lines
 * of headings keep their code, as their anchors do.
 */
record MarkdownPage(Path file, String text) {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```\\s*?$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) +(.+?)\\s*$");
  private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N}_\\- ]");

  static MarkdownPage of(Path file) {
    try {
      return new MarkdownPage(file, FENCED.matcher(Files.readString(file)).replaceAll(""));
    } catch (IOException e) {
      throw new AssertionError("%s cannot be read".formatted(file), e);
    }
  }

  /** Where its links lead, as they are written; those with a scheme are left out. */
  List<String> relativeLinks() {
    return LINK.matcher(CODE.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .toList();
  }

  /** Its headings of a level (1 to 6), in order, without the {@code #} before them. */
  List<String> headings(int level) {
    return HEADING
        .matcher(text)
        .results()
        .filter(match -> match.group(1).length() == level)
        .map(match -> match.group(2))
        .toList();
  }

  /** The fragments that lead to its headings, by GitHub's rule. */
  Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> earlier = new HashMap<>();
    HEADING
        .matcher(text)
        .results()
        .map(MarkdownPage::anchor)
        .forEach(
            anchor -> {
              int times = earlier.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(times == 0 ? anchor : anchor + "-" + times);
            });
    return anchors;
  }

  private static String anchor(MatchResult heading) {
    String shown = LINKED_TEXT.matcher(heading.group(2)).replaceAll("$1");
    return NOT_IN_ANCHORS.matcher(shown.toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
  }
}
