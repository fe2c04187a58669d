package dev.millrace.features.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.features.kind.FeatureKind;
import dev.millrace.features.kind.FeatureKinds;
import dev.millrace.features.kind.FeatureValue;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendar features are what java.time gives. */
class CalendarFeaturesTest {
  private static final List<String> KINDS =
      List.of("day_of_year", "day_of_week", "hour_of_day", "minute_of_hour", "month", "is_weekend");

  private static final int[] EVENT_TIME = {FeatureKind.EVENT_TIME};

  private static FeatureKind kind(String name, String zone) {
    String options = "{\"zone\": \"%s\"}".formatted(zone);
    return FeatureKinds.read(
            name, JsonMembers.parse(options.getBytes(StandardCharsets.UTF_8), "feature"))
        .orElseThrow();
  }

  private static double expected(String kind, ZonedDateTime time) {
    return switch (kind) {
      case "day_of_year" -> time.getDayOfYear();
      case "day_of_week" -> time.getDayOfWeek().getValue() - 1;
      case "hour_of_day" -> time.getHour();
      case "minute_of_hour" -> time.getMinute();
      case "month" -> time.getMonthValue();
      default ->
          time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY
              ? 1
              : 0;
    };
  }

  private static void requireCalendar(FeatureKind[] kinds, ZoneId zone, Instant time) {
    ZonedDateTime local = time.atZone(zone);
    FeatureValue value = new FeatureValue();
    for (int i = 0; i < kinds.length; i++) {
      kinds[i].compute(null, EVENT_TIME, time.toEpochMilli(), value);
      if (value.number() != expected(KINDS.get(i), local)) {
        throw new AssertionError(KINDS.get(i) + " of " + local + " was " + value.number());
      }
    }
  }

  private static FeatureKind[] kinds(String zone) {
    return KINDS.stream().map(name -> kind(name, zone)).toArray(FeatureKind[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "Pacific/Auckland",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "+05:30"
      })
  void everyHourOfACenturyIsThatOfJavaTime(String zone) {
    FeatureKind[] kinds = kinds(zone);
    Instant end = LocalDate.of(2100, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant hour = LocalDate.of(2000, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    for (; hour.isBefore(end); hour = hour.plusSeconds(3_600)) {
      requireCalendar(kinds, ZoneId.of(zone), hour);
      requireCalendar(kinds, ZoneId.of(zone), hour.plusMillis(3_599_999));
    }
  }

  /** Fields may hold times of centuries past, with the offsets of then. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Europe/Berlin", "Pacific/Auckland", "America/Sao_Paulo", "Asia/Kathmandu"})
  void soIsEveryMillisecondThatAFieldCanHold(String zone) {
    FeatureKind[] kinds = kinds(zone);
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      long millis = random.nextLong() >> random.nextInt(4, 40);
      if (Math.abs(millis) <= 1_000_000_000_000_000_000L) {
        requireCalendar(kinds, ZoneId.of(zone), Instant.ofEpochMilli(millis));
      }
    }
  }

  @Test
  void aModelOfTodayHasThemByTheirNamesInUtc() {
    FeaturePlan plan =
        PlanDocuments.plan(
            PlanDocuments.model(
                """
                [{"name": "hour_of_day"}, {"name": "day_of_year"}, {"name": "day_of_week"}]
                """,
                "{}"));
    DocumentRecord record = PlanDocuments.record(plan, "");

    FeatureVector vector =
        PlanDocuments.vector(PlanDocuments.compute(plan.versions().getFirst(), record, Map.of()));
    assertThat(vector).hasToString("{hour_of_day=21.0, day_of_year=322.0, day_of_week=6.0}");
  }
}
