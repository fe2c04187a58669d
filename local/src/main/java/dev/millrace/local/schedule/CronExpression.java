package dev.millrace.local.schedule;

import dev.millrace.local.template.TemplateException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * EventBridge's cron expression: minutes, hours, day of month, month, day of week (1 is Sunday) and
 * year, with lists, ranges, steps and names; without {@code L}, {@code W} and {@code #}.
 */
record CronExpression(
    NavigableSet<Integer> minutes,
    NavigableSet<Integer> hours,
    NavigableSet<Integer> daysOfMonth,
    NavigableSet<Integer> months,
    NavigableSet<Integer> daysOfWeek,
    NavigableSet<Integer> years,
    ZoneId zone)
    implements ScheduleExpression {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  /** Longer than any gap between two days that match, such as 29 February. */
  private static final int YEARS_AHEAD = 9;

  static CronExpression of(String text, ZoneId zone) {
    String[] fields = text.strip().split(" +", -1);
    if (fields.length != 6) {
      throw new TemplateException(
          "cron(%s) has %d fields; expected 6".formatted(text, fields.length));
    }
    return new CronExpression(
        values("minutes", fields[0], 0, 59, List.of()),
        values("hours", fields[1], 0, 23, List.of()),
        values("day of month", fields[2], 1, 31, List.of()),
        values("month", fields[3], 1, 12, MONTHS),
        values("day of week", fields[4], 1, 7, DAYS),
        values("year", fields[5], 1970, 2199, List.of()),
        zone);
  }

  private static NavigableSet<Integer> values(
      String field, String text, int least, int most, List<String> names) {
    NavigableSet<Integer> values = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] step = part.split("/", -1);
      int every = step.length == 2 ? number(field, step[1], 1, most, List.of()) : 1;
      if (step.length > 2) {
        throw wrong(field, text, least, most);
      }
      int from = least;
      int to = most;
      if (!step[0].equals("*") && !step[0].equals("?")) {
        String[] range = step[0].split("-", -1);
        from = number(field, range[0], least, most, names);
        to =
            switch (range.length) {
              case 1 -> step.length == 2 ? most : from;
              case 2 -> number(field, range[1], least, most, names);
              default -> throw wrong(field, text, least, most);
            };
      }
      for (int value = from; value <= to; value += every) {
        values.add(value);
      }
    }
    if (values.isEmpty()) {
      throw wrong(field, text, least, most);
    }
    return values;
  }

  private static int number(String field, String text, int least, int most, List<String> names) {
    int name = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (name >= 0) {
      return name + 1;
    }
    if (!text.matches("[0-9]{1,4}")) {
      throw wrong(field, text, least, most);
    }
    int number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw wrong(field, text, least, most);
    }
    return number;
  }

  private static TemplateException wrong(String field, String text, int least, int most) {
    return new TemplateException(
        "The %s of a cron expression are '%s'; expected numbers from %d to %d, *, lists, ranges or steps"
            .formatted(field, text, least, most));
  }

  @Override
  public Optional<Instant> next(Instant after) {
    ZonedDateTime start = after.atZone(zone);
    LocalDate last = start.toLocalDate().plusYears(YEARS_AHEAD);
    for (LocalDate day = start.toLocalDate(); day.isBefore(last); day = day.plusDays(1)) {
      if (matches(day)) {
        Optional<Instant> next = nextOn(day, after);
        if (next.isPresent()) {
          return next;
        }
      }
    }
    return Optional.empty();
  }

  private boolean matches(LocalDate day) {
    return years.contains(day.getYear())
        && months.contains(day.getMonthValue())
        && daysOfMonth.contains(day.getDayOfMonth())
        && daysOfWeek.contains(day.getDayOfWeek().getValue() % 7 + 1);
  }

  private Optional<Instant> nextOn(LocalDate day, Instant after) {
    return hours.stream()
        .flatMap(hour -> minutes.stream().map(minute -> LocalTime.of(hour, minute)))
        .map(time -> ZonedDateTime.of(day, time, zone).toInstant())
        .filter(time -> time.isAfter(after))
        .findFirst();
  }
}
