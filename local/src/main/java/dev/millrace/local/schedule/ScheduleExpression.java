package dev.millrace.local.schedule;

import dev.millrace.local.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a schedule is due. */
sealed interface ScheduleExpression
    permits ScheduleExpression.Rate, ScheduleExpression.Once, CronExpression {
  /** The first time after another; empty when there is none. */
  Optional<Instant> next(Instant after);

  /**
   * Always after the same time.
   *
   * @param period more than zero
   */
  record Rate(Duration period) implements ScheduleExpression {
    private static final Pattern TEXT =
        Pattern.compile("rate\\(([1-9][0-9]{0,8}) +(minute|hour|day)s?\\)");

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(period));
    }

    private static Optional<Rate> read(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long count = Long.parseLong(matcher.group(1));
      return Optional.of(
          new Rate(
              switch (matcher.group(2)) {
                case "minute" -> Duration.ofMinutes(count);
                case "hour" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              }));
    }
  }

  /** At one time. */
  record Once(Instant time) implements ScheduleExpression {
    private static final Pattern TEXT = Pattern.compile("at\\((.+)\\)");

    @Override
    public Optional<Instant> next(Instant after) {
      return time.isAfter(after) ? Optional.of(time) : Optional.empty();
    }

    private static Optional<Once> read(String text, ZoneId zone) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Once(LocalDateTime.parse(matcher.group(1)).atZone(zone).toInstant()));
      } catch (DateTimeParseException e) {
        throw new TemplateException(
            "%s is not a time; expected at(2026-11-30T23:59:59), say".formatted(text));
      }
    }
  }

  /**
   * Reads {@code rate(...)}, {@code cron(...)} or {@code at(...)}.
   *
   * @param zone in which the times of the last two are meant
   * @throws TemplateException when it is none of them
   */
  static ScheduleExpression of(String text, ZoneId zone) {
    if (text.startsWith("cron(") && text.endsWith(")")) {
      return CronExpression.of(text.substring("cron(".length(), text.length() - 1), zone);
    }
    return Rate.read(text)
        .<ScheduleExpression>map(rate -> rate)
        .or(() -> Once.read(text, zone))
        .orElseThrow(
            () ->
                new TemplateException(
                    "A schedule expression is '%s'; expected rate(...), cron(...) or at(...)"
                        .formatted(text)));
  }
}
