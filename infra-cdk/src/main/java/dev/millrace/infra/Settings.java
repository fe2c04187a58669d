package dev.millrace.infra;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a deployment can choose; infra-cdk/README.md documents every key.
 *
 * @param quarantineRetentionDays of quarantined and given-up records; empty is for ever
 */
record Settings(
    Model model,
    Streams streams,
    Scoring scoring,
    LakeSettings lake,
    Api api,
    Alarms alarms,
    OptionalInt quarantineRetentionDays,
    int logRetentionDays,
    boolean vpc,
    boolean retain) {

  /** The model that the endpoint serves, and the machines it runs on. */
  record Model(String name, String version, InstanceType instanceType, int instances) {}

  /** Shards of each stream; empty is on demand. */
  record Streams(OptionalInt shards, Duration retention) {}

  /**
   * How ScoreSessions reads its stream and where it finds its fields; memory is in MB.
   *
   * @param maximumRecordAge empty for as long as the stream keeps a record
   * @param startAt where a new event source mapping starts; empty for the oldest record
   */
  record Scoring(
      boolean enhancedFanOut,
      int batchSize,
      int parallelizationFactor,
      int retryAttempts,
      Optional<Duration> maximumRecordAge,
      Optional<Instant> startAt,
      int scoreSessionsMemory,
      int predictionsApiMemory,
      int redriveMemory,
      String createdDateTimePath,
      String zipCodePath,
      boolean indexInId,
      Duration maximumAheadOfArrival) {}

  /** Limits are requests a second, over all callers; no origin means no CORS. */
  record Api(int rateLimit, int burstLimit, List<String> corsOrigins) {}

  /** Thresholds; no e-mail address means that only the topic is told. */
  record Alarms(
      List<String> emails,
      Duration iteratorAge,
      int quarantinePercent,
      int latencyMilliseconds,
      int endToEndMilliseconds,
      int modelLatencyMilliseconds,
      int apiLatencyMilliseconds,
      Duration archiveLag,
      Duration metricsBehind,
      int rejectedPercent,
      int anomalies) {}

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final Pattern SHARDS = Pattern.compile("on-demand|[1-9]\\d{0,2}");
  private static final Pattern FIELD_PATH = Pattern.compile("_source\\.[^.,\\s]+");
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/,\\s]+");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+");

  /**
   * A stream that is polled once a second leaves most of its records waiting for longer than that.
   */
  private static final int POLLED_MILLISECONDS = 3_000;

  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * Reads the settings of a context.
   *
   * @throws InvalidSettingException when a value cannot be used or a key is unknown
   */
  static Settings of(Map<String, ?> values) {
    var context = new Context(values);
    var streams = streams(context);
    var scoring = scoring(context);
    var settings =
        new Settings(
            model(context),
            streams,
            scoring,
            LakeSettings.of(context, streams.retention()),
            api(context),
            alarms(context, scoring.enhancedFanOut()),
            context.daysOrForever("quarantineRetentionDays", "365"),
            context.oneOf("logRetentionDays", 30, LogRetention.DAYS),
            context.flag("vpc", false),
            context.flag("retain", true));
    context.rejectUnknownKeys();
    return settings;
  }

  private static Model model(Context context) {
    return new Model(
        context.text("model", "session-conversion", NAME, "lower-case letters, digits and dashes"),
        context.text("modelVersion", "1.0.0", VERSION, "a version such as 1.0.0"),
        new InstanceType(
            context.text(
                "endpointInstanceType",
                "ml.c6g.large",
                InstanceType.PATTERN,
                "a SageMaker instance type such as ml.c6g.large")),
        context.number("endpointInstances", 1, 1, 100));
  }

  private static Streams streams(Context context) {
    var shards =
        context.text("shards", "on-demand", SHARDS, "on-demand or a number of shards, 1 to 999");
    return new Streams(
        shards.equals("on-demand") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(shards)),
        context.duration("streamRetention", WEEK, Duration.ofDays(1), Duration.ofDays(365)));
  }

  private static Scoring scoring(Context context) {
    return new Scoring(
        context.flag("enhancedFanOut", true),
        context.number("batchSize", 500, 1, 10_000),
        context.number("parallelizationFactor", 1, 1, 10),
        context.number("retryAttempts", 5, 0, 10_000),
        context.durationUnless("maximumRecordAge", "retention", Duration.ofMinutes(1), WEEK),
        context.pastTimeUnless("startingPosition", "TRIM_HORIZON"),
        context.number("scoreSessionsMemory", 1024, 256, 10_240),
        context.number("predictionsApiMemory", 1024, 256, 10_240),
        context.number("redriveMemory", 512, 256, 10_240),
        context.text("createdDateTimePath", "_source.createdDateTime", FIELD_PATH, "_source.FIELD"),
        context.text("zipCodePath", "_source.zipCode", FIELD_PATH, "_source.FIELD"),
        context.flag("indexInId", false),
        context.duration(
            "maximumAheadOfArrival", Duration.ofDays(1), Duration.ZERO, Duration.ofDays(365)));
  }

  private static Api api(Context context) {
    return new Api(
        context.number("apiRateLimit", 100, 1, 10_000),
        context.number("apiBurstLimit", 200, 1, 5_000),
        context.list("corsOrigins", ORIGIN, "origins such as https://example.com, by commas"));
  }

  private static Alarms alarms(Context context, boolean enhancedFanOut) {
    return new Alarms(
        context.list("alarmEmails", EMAIL, "e-mail addresses, by commas"),
        context.duration("iteratorAgeAlarm", Duration.ofMinutes(1), Duration.ofSeconds(1), WEEK),
        context.number("quarantineAlarmPercent", 5, 0, 100),
        context.number("latencyAlarmMilliseconds", 100, 1, 60_000),
        context.number(
            "endToEndAlarmMilliseconds", enhancedFanOut ? 1_000 : POLLED_MILLISECONDS, 1, 600_000),
        context.number("modelLatencyAlarmMilliseconds", 50, 1, 60_000),
        context.number("apiLatencyAlarmMilliseconds", 1000, 1, 30_000),
        context.duration("archiveLagAlarm", Duration.ofMinutes(15), Duration.ofMinutes(1), WEEK),
        context.duration("metricsBehindAlarm", Duration.ofMinutes(30), Duration.ofMinutes(1), WEEK),
        context.number("rejectedAlarmPercent", 5, 0, 100),
        context.number("anomaliesAlarm", 0, 0, 100_000));
  }
}
