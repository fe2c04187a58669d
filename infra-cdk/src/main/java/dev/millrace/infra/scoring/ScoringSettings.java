package dev.millrace.infra.scoring;

import dev.millrace.infra.settings.SettingsReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How sessions are scored; memory is in MB.
 *
 * @param maximumRecordAge empty for as long as the stream keeps a record
 * @param startAt where a new event source mapping starts; empty for the oldest record
 * @param backfillRecordsPerSecond what a backfill scores at most
 * @param backfillDays of the rows of backfills that have ended; empty is for ever
 * @param quarantineRetentionDays of quarantined and given-up records; empty is for ever
 */
record ScoringSettings(
    boolean enhancedFanOut,
    int batchSize,
    int parallelizationFactor,
    int retryAttempts,
    Optional<Duration> maximumRecordAge,
    Optional<Instant> startAt,
    int scoreSessionsMemory,
    int predictionsApiMemory,
    int scoreShadowsMemory,
    int redriveMemory,
    int backfillMemory,
    int backfillRecordsPerSecond,
    OptionalInt backfillDays,
    OptionalInt quarantineRetentionDays,
    Thresholds alarms) {

  /** When alarms go off; the latencies are milliseconds at p99. */
  record Thresholds(
      Duration iteratorAge,
      int quarantinePercent,
      int latencyMilliseconds,
      int endToEndMilliseconds) {}

  /**
   * A stream that is polled once a second leaves most of its records waiting for longer than that.
   */
  private static final int POLLED_MILLISECONDS = 3_000;

  private static final Duration WEEK = Duration.ofDays(7);

  static ScoringSettings of(SettingsReader reader) {
    var fanOut =
        reader
            .setting(
                "enhancedFanOut",
                "push sessions to the function (about 70 ms on average, says AWS) rather than poll"
                    + " once a second",
                "yes: another event source mapping is made, and starts as `startingPosition` says."
                    + " Records that were scored are recognised as duplicates. While the two"
                    + " overlap each record may be scored twice, to the same effect")
            .flag(true);
    return new ScoringSettings(
        fanOut,
        reader
            .setting("batchSize", "records that an invocation gets at most")
            .number(500, 1, 10_000),
        reader
            .setting(
                "parallelizationFactor",
                "batches of a shard at once; a document's records stay in order. More of them means"
                    + " smaller batches, and each batch costs the same calls: raise it when the"
                    + " iterator age grows")
            .number(1, 1, 10),
        reader
            .setting(
                "retryAttempts",
                "of a batch that fails, before its records go to the failures bucket; a batch that"
                    + " waits for a model with its features waits for up to 105 s in each")
            .number(5, 0, 10_000),
        reader
            .setting(
                "maximumRecordAge",
                "older records go there too; `retention` is as long as the stream keeps them, so"
                    + " that none is given up for its age")
            .durationUnless("retention", Duration.ofMinutes(1), WEEK),
        reader
            .setting(
                "startingPosition",
                "where a new event source mapping starts: at the oldest record, or at a time",
                "with fan-out: a new consumer and mapping are made, and start there. Without: only"
                    + " together with `enhancedFanOut`, or when the functions' stack is made anew,"
                    + " for Lambda refuses a second mapping of the same stream and function")
            .pastTimeUnless("TRIM_HORIZON"),
        memory(reader, "scoreSessionsMemory", 1024),
        memory(reader, "predictionsApiMemory", 1024),
        memory(reader, "scoreShadowsMemory", 512),
        memory(reader, "redriveMemory", 512),
        memory(reader, "backfillMemory", 1024),
        reader
            .setting(
                "backfillRecordsPerSecond",
                "records that a backfill scores in a second at most, beside what the stream asks of"
                    + " the endpoint and the predictions table")
            .number(100, 1, 10_000),
        reader
            .setting("backfillDays", "how long the row of a backfill is kept once it has ended")
            .daysOrForever("365"),
        reader
            .setting(
                "quarantineRetentionDays",
                "how long quarantined and given-up records are kept, which hold what arrived. Past"
                    + " it they cannot be redriven",
                "yes; S3 goes by the new number for old objects too")
            .daysOrForever("365"),
        thresholds(reader, fanOut));
  }

  private static int memory(SettingsReader reader, String key, int byDefault) {
    return reader
        .setting(key, "MB; the processor's share grows with it")
        .number(byDefault, 256, 10_240);
  }

  private static Thresholds thresholds(SettingsReader reader, boolean fanOut) {
    return new Thresholds(
        reader
            .setting(
                "iteratorAgeAlarm",
                "alarm when scoring is this far behind its stream for 3 minutes")
            .duration(Duration.ofMinutes(1), Duration.ofSeconds(1), WEEK),
        reader
            .setting(
                "quarantineAlarmPercent",
                "alarm when more of the sessions are quarantined for 3 minutes")
            .number(5, 0, 100),
        reader
            .setting(
                "latencyAlarmMilliseconds",
                "alarm when p99 of our own time, from a batch's delivery to its stored predictions,"
                    + " is above it for 5 minutes")
            .number(100, 1, 60_000),
        reader
            .setting(
                "endToEndAlarmMilliseconds",
                "the same from arrival on the stream to the stored prediction; `%d` is the default"
                        .formatted(POLLED_MILLISECONDS)
                    + " with `enhancedFanOut=false`")
            .number(fanOut ? 1_000 : POLLED_MILLISECONDS, 1, 600_000));
  }
}
