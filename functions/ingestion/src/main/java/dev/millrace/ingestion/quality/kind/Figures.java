package dev.millrace.ingestion.quality.kind;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** How the sentences of verdicts show numbers. */
final class Figures {
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final int PERCENT_DIGITS = 2;

  private Figures() {}

  /** A count, such as 1,000. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** How many of how many: "3 of 1,000 values are", "1 of 1,000 values is". */
  static String some(long some, long all, String things) {
    return "%s of %s %s %s".formatted(count(some), count(all), things, some == 1 ? "is" : "are");
  }

  /** A share from 0 to 1 in percent, such as 0.25%. */
  static String share(double share) {
    return percent(new BigDecimal(Double.toString(share)).movePointRight(PERCENT_DIGITS));
  }

  /** A number of percent, with four digits at most. */
  static String percent(double percent) {
    return percent(new BigDecimal(Double.toString(percent)));
  }

  private static String percent(BigDecimal percent) {
    BigDecimal shown = percent.round(FOUR_DIGITS).stripTrailingZeros();
    return shown.toPlainString() + '%';
  }

  /** A duration, such as 1 day 2 h 3 min 4 s. */
  static String duration(Duration time) {
    StringBuilder text = new StringBuilder();
    add(text, time.toDays(), time.toDays() == 1 ? " day" : " days");
    add(text, time.toHoursPart(), " h");
    add(text, time.toMinutesPart(), " min");
    add(text, time.toSecondsPart(), " s");
    return text.isEmpty() ? "0 s" : text.toString();
  }

  private static void add(StringBuilder text, long count, String unit) {
    if (count != 0) {
      text.append(text.isEmpty() ? "" : " ").append(count(count)).append(unit);
    }
  }
}
