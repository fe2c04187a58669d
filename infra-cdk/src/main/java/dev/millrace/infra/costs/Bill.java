package dev.millrace.infra.costs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is paid for: an idle month, and a million records of each kind. Not thread-safe. */
public final class Bill {
  /** The records that come through the stream of sessions. */
  public static final String SESSIONS = "sessions";

  /** The records that come through the stream of service events. */
  public static final String SERVICE_EVENTS = "service events";

  /** How many records a section is for. */
  public static final double EVENTS = 1_000_000;

  public static final double KB_A_GB = 1024.0 * 1024.0;

  /** One line, in US dollars. */
  public record Line(String what, String basis, double dollars) {}

  private final List<Line> idleMonth = new ArrayList<>();
  private final Map<String, List<Line>> perMillion = new LinkedHashMap<>();

  /** Adds a line to the month in which nothing happens; one of nothing is left out. */
  public void idle(String what, String basis, double dollars) {
    if (dollars > 0) {
      idleMonth.add(new Line(what, basis, dollars));
    }
  }

  /**
   * Adds a line to what a million records cost on top of the idle month.
   *
   * @param records what they are, in the plural
   */
  public void perMillion(String records, String what, String basis, double dollars) {
    perMillion.computeIfAbsent(records, _ -> new ArrayList<>()).add(new Line(what, basis, dollars));
  }

  /** The idle month, the dearest line first. */
  public List<Line> idleMonth() {
    return sorted(idleMonth);
  }

  /** What a million records of a kind cost, the dearest line first. */
  public Map<String, List<Line>> perMillion() {
    var sections = new LinkedHashMap<String, List<Line>>();
    perMillion.forEach((records, lines) -> sections.put(records, sorted(lines)));
    return sections;
  }

  /** The sum of lines. */
  public static double total(List<Line> lines) {
    return lines.stream().mapToDouble(Line::dollars).sum();
  }

  private static List<Line> sorted(List<Line> lines) {
    return lines.stream().sorted(Comparator.comparingDouble(Line::dollars).reversed()).toList();
  }
}
