package dev.millrace.infra;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a deployment can choose of the lake.
 *
 * @param databasePrefix stands before the names of the Glue databases
 * @param metricsApiMemory in MB
 * @param claimHorizon how long a repeated event id is recognised as a duplicate
 * @param maximumBehindArrival how far behind its arrival a service event's time may be
 * @param snapshotDays how long the past states of the tables can be read that jobs write
 */
record LakeSettings(
    String databasePrefix,
    Bronze bronze,
    Rows rows,
    Job archiveStreams,
    Job cleanEvents,
    Job aggregateMetrics,
    int metricsApiMemory,
    Duration claimHorizon,
    Duration maximumBehindArrival,
    int snapshotDays,
    QueryLimits queries,
    Training training) {

  /** Days until an object moves to a cheaper class, and until it is deleted; empty is never. */
  record Bronze(
      int infrequentAccessDays,
      int glacierDays,
      OptionalInt sessionsDays,
      OptionalInt serviceEventsDays,
      OptionalInt predictionsDays) {}

  /** Days that a table keeps its rows; empty is for ever. */
  record Rows(
      OptionalInt serviceEventsDays,
      OptionalInt rejectedEventsDays,
      OptionalInt serviceMetricsDays,
      OptionalInt sessionFeaturesDays) {}

  /** How much a query may read, and how long its result is kept. */
  record QueryLimits(int scanLimitGigabytes, int resultDays) {}

  /**
   * Memory is in MB.
   *
   * @param partsAtOnce how many parts of training sets are built at a time
   * @param snapshotDays how long what a training read can be read by its snapshot
   */
  record Training(
      int buildTrainingSetMemory,
      int buildTrainingSetPartMemory,
      int partsAtOnce,
      int snapshotDays) {}

  /** A scheduled function; memory is in MB. */
  record Job(int memory, Duration timeout, Duration period) {
    /**
     * How long an invocation may wait: longer than the run that is under way can take, so that none
     * is dropped as failed because another, by hand say, came before it.
     */
    Duration maximumEventAge() {
      return timeout.plus(SCHEDULER_PRECISION);
    }
  }

  /** EventBridge Scheduler invokes within the minute for which it is due. */
  private static final Duration SCHEDULER_PRECISION = Duration.ofMinutes(1);

  private static final Duration LAMBDA_LONGEST_TIMEOUT = Duration.ofMinutes(15);

  private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9_]{0,30})?");

  /** A time-out of a minute is less by the scheduler's precision. */
  private static final Duration SHORTEST_PERIOD = Duration.ofMinutes(2);

  private static final Duration A_DAY = Duration.ofDays(1);

  /** S3 wants an object to stay this long in its class before it moves on. */
  private static final int DAYS_IN_A_CLASS = 30;

  /**
   * Reads the lake's settings.
   *
   * @param streamRetention what is not archived within it is lost to the lake
   */
  static LakeSettings of(Context context, Duration streamRetention) {
    return new LakeSettings(
        context.text(
            "databasePrefix",
            "",
            PREFIX,
            "lower-case letters, digits and underscores, at most 31, a letter first"),
        bronze(context),
        new Rows(
            context.daysOrForever("serviceEventsDays", "forever"),
            context.daysOrForever("rejectedEventsDays", "730"),
            context.daysOrForever("serviceMetricsDays", "forever"),
            context.daysOrForever("sessionFeaturesDays", "730")),
        job(context, "archiveStreams", 1024, shorter(streamRetention.dividedBy(2), A_DAY)),
        job(context, "cleanEvents", 2048, A_DAY),
        job(context, "aggregateMetrics", 2048, A_DAY),
        context.number("metricsApiMemory", 1024, 256, 10_240),
        context.duration(
            "claimHorizon", Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(3650)),
        context.duration(
            "maximumBehindArrival",
            Duration.ofDays(3650),
            Duration.ofDays(1),
            Duration.ofDays(36_500)),
        context.number("snapshotDays", 5, 1, 365),
        new QueryLimits(
            context.number("queryScanLimitGigabytes", 10, 1, 10_000),
            context.number("queryResultDays", 7, 1, 365)),
        new Training(
            context.number("buildTrainingSetMemory", 1024, 512, 10_240),
            context.number("buildTrainingSetPartMemory", 2048, 512, 10_240),
            context.number("trainingPartsAtOnce", 10, 2, 1000),
            context.number("trainingSnapshotDays", 365, 1, 3650)));
  }

  /** The Glue database of a layer: bronze, silver or gold. */
  String database(String layer) {
    return databasePrefix + layer;
  }

  /** Where the files of a layer's tables are in the lake bucket, with a slash at the end. */
  String tableFiles(String layer) {
    return "tables/" + database(layer) + "/";
  }

  private static Bronze bronze(Context context) {
    int infrequentAccess =
        context.number("bronzeInfrequentAccessDays", 30, DAYS_IN_A_CLASS, 3650 - DAYS_IN_A_CLASS);
    return new Bronze(
        infrequentAccess,
        context.number("bronzeGlacierDays", 90, infrequentAccess + DAYS_IN_A_CLASS, 3650),
        context.daysOrForever("bronzeSessionsDays", "730"),
        context.daysOrForever("bronzeServiceEventsDays", "730"),
        context.daysOrForever("bronzePredictionsDays", "730"));
  }

  /** A run has ended when its successor begins, even if it took its whole time-out. */
  private static Job job(Context context, String name, int memory, Duration longestPeriod) {
    var period =
        context.minutes(name + "Period", Duration.ofMinutes(5), SHORTEST_PERIOD, longestPeriod);
    var longest = shorter(period.minus(SCHEDULER_PRECISION), LAMBDA_LONGEST_TIMEOUT);
    return new Job(
        context.number(name + "Memory", memory, 512, 10_240),
        context.duration(
            name + "Timeout",
            shorter(longest, Duration.ofMinutes(10)),
            Duration.ofMinutes(1),
            longest),
        period);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
