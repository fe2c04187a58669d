package dev.millrace.features.kind;

import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.time.UtcDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongToIntFunction;

/** The kinds of features, by the name that a definition gives in {@code as}. */
public final class FeatureKinds {
  private static final int SATURDAY = 5;

  private static final Map<String, Function<JsonMembers, FeatureKind>> KINDS =
      new LinkedHashMap<>();

  static {
    KINDS.put("number", options -> NumberKind.plain());
    KINDS.put("boolean", options -> new BooleanKind());
    KINDS.put("category", options -> new CategoryKind());
    KINDS.put("count", options -> new CountKind());
    KINDS.put("length", options -> new LengthKind());
    KINDS.put("equals", EqualsKind::of);
    KINDS.put("bucket", NumberKind::bucket);
    KINDS.put("clip", NumberKind::clip);
    KINDS.put("log1p", options -> NumberKind.log1p());
    calendar("day_of_year", millis -> UtcDate.dayOfYear(UtcDate.epochDay(millis)));
    calendar("day_of_week", millis -> UtcDate.dayOfWeek(UtcDate.epochDay(millis)));
    calendar("hour_of_day", UtcDate::hourOfDay);
    calendar("minute_of_hour", UtcDate::minuteOfHour);
    calendar("month", millis -> UtcDate.month(UtcDate.epochDay(millis)));
    calendar(
        "is_weekend", millis -> UtcDate.dayOfWeek(UtcDate.epochDay(millis)) >= SATURDAY ? 1 : 0);
    KINDS.put("minutes_before_event", MinutesBetween::of);
    KINDS.put("minutes_between", MinutesBetween::of);
  }

  private FeatureKinds() {}

  private static void calendar(String name, LongToIntFunction part) {
    KINDS.put(name, options -> CalendarKind.of(options, part));
  }

  /**
   * A kind with the options that a definition gives it.
   *
   * @param options the feature's definition
   * @return empty when there is no kind of that name
   * @throws dev.millrace.features.json.InvalidMember when an option holds what it cannot
   */
  public static Optional<FeatureKind> read(String name, JsonMembers options) {
    return Optional.ofNullable(KINDS.get(name)).map(kind -> kind.apply(options));
  }

  /** The names of all kinds that are computed from fields. */
  public static List<String> names() {
    return List.copyOf(KINDS.keySet());
  }
}
