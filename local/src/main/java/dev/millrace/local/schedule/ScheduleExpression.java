package dev.millrace.local.schedule;

import dev.millrace.local.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a schedule is due. */
sealed interface ScheduleExpression permits ScheduleExpression.Rate, CronExpression {
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

  /**
   * Reads {@code rate(...)} or {@code cron(...)}.
   *
   * @param zone in which a cron expression is meant
   * @throws TemplateException when it is neither
   */
  static ScheduleExpression of(String text, ZoneId zone) {
    if (text.startsWith("cron(") && text.endsWith(")")) {
      return CronExpression.of(text.substring("cron(".length(), text.length() - 1), zone);
    }
    return Rate.read(text)
        .orElseThrow(
            () ->
                new TemplateException(
                    "A schedule expression is '%s'; expected rate(...) or cron(...)"
                        .formatted(text)));
  }
}
