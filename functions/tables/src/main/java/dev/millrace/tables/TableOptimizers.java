package dev.millrace.tables;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.CompactionStrategy;
import software.amazon.awssdk.services.glue.model.TableOptimizerConfiguration;
import software.amazon.awssdk.services.glue.model.TableOptimizerType;

/**
 * Has Glue keep a table in order that a function created: what the template declares for the tables
 * that it declares. Glue makes large files of small ones, forgets old snapshots and deletes files
 * that no snapshot names. Thread-safe.
 */
public final class TableOptimizers {
  /** Of an ARN. */
  private static final int ACCOUNT = 4;

  private static final Duration GLUE_ATTEMPT = Duration.ofSeconds(10);

  private final GlueClient glue;
  private final String writingRole;
  private final String sweepingRole;
  private final Limits limits;

  /**
   * When Glue does what.
   *
   * @param filesToCompact how many files of a partition are made one
   * @param snapshotDays how long past states of a table can be read
   * @param snapshotsKept how many past states can be read however old they are
   * @param orphanDays after how many days files go that no snapshot names
   */
  public record Limits(int filesToCompact, int snapshotDays, int snapshotsKept, int orphanDays) {
    private static final String FILES = "files_to_compact";
    private static final String DAYS = "snapshot_days";
    private static final String SNAPSHOTS = "snapshots_kept";
    private static final String ORPHANS = "orphan_days";

    /**
     * The limits that a setting holds.
     *
     * @throws IllegalArgumentException when one of them is not there
     */
    public static Limits of(Map<String, Double> numbers) {
      return new Limits(
          whole(numbers, FILES),
          whole(numbers, DAYS),
          whole(numbers, SNAPSHOTS),
          whole(numbers, ORPHANS));
    }

    private static int whole(Map<String, Double> numbers, String name) {
      Double number = numbers.get(name);
      if (number == null || number < 1 || number != Math.rint(number)) {
        throw new IllegalArgumentException(
            "%s held %s, expected a whole number from 1 on".formatted(name, number));
      }
      return number.intValue();
    }
  }

  /**
   * Those that {@code TABLE_UPKEEP}, {@code TABLE_UPKEEP_ROLE} and {@code TABLE_ORPHANS_ROLE}
   * describe; empty where the first is missing, as in a region where Glue has none.
   *
   * @throws IllegalArgumentException when a setting holds what it cannot
   */
  public static Optional<TableOptimizers> of(Settings settings, AwsClients clients) {
    Map<String, Double> limits = settings.numbers("TABLE_UPKEEP");
    return limits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TableOptimizers(
                clients.build(GlueClient.builder(), GLUE_ATTEMPT),
                settings.text("TABLE_UPKEEP_ROLE"),
                settings.text("TABLE_ORPHANS_ROLE"),
                Limits.of(limits)));
  }

  /**
   * Optimizers of tables.
   *
   * @param writingRole ARN of the role in which Glue compacts files and forgets snapshots
   * @param sweepingRole ARN of the role in which it deletes files
   */
  public TableOptimizers(GlueClient glue, String writingRole, String sweepingRole, Limits limits) {
    this.glue = Objects.requireNonNull(glue);
    this.writingRole = Objects.requireNonNull(writingRole);
    this.sweepingRole = Objects.requireNonNull(sweepingRole);
    this.limits = Objects.requireNonNull(limits);
  }

  /**
   * Gives the table its optimizers, or those that it has today's limits.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException when Glue refuses or cannot be
   *     reached
   */
  public void set(TableDefinition table) {
    set(
        table,
        TableOptimizerType.COMPACTION,
        writingRole,
        configuration ->
            configuration.compactionConfiguration(
                compaction ->
                    compaction.icebergConfiguration(
                        iceberg ->
                            iceberg
                                .strategy(CompactionStrategy.BINPACK)
                                .minInputFiles(limits.filesToCompact()))));
    set(
        table,
        TableOptimizerType.RETENTION,
        writingRole,
        configuration ->
            configuration.retentionConfiguration(
                retention ->
                    retention.icebergConfiguration(
                        iceberg ->
                            iceberg
                                .snapshotRetentionPeriodInDays(limits.snapshotDays())
                                .numberOfSnapshotsToRetain(limits.snapshotsKept())
                                .cleanExpiredFiles(true))));
    set(
        table,
        TableOptimizerType.ORPHAN_FILE_DELETION,
        sweepingRole,
        configuration ->
            configuration.orphanFileDeletionConfiguration(
                orphans ->
                    orphans.icebergConfiguration(
                        iceberg -> iceberg.orphanFileRetentionPeriodInDays(limits.orphanDays()))));
  }

  private void set(
      TableDefinition table,
      TableOptimizerType type,
      String role,
      UnaryOperator<TableOptimizerConfiguration.Builder> more) {
    TableOptimizerConfiguration configuration =
        more.apply(TableOptimizerConfiguration.builder().enabled(true).roleArn(role)).build();
    String account = role.split(":", -1)[ACCOUNT];
    try {
      glue.createTableOptimizer(
          create ->
              create
                  .catalogId(account)
                  .databaseName(table.database())
                  .tableName(table.name())
                  .type(type)
                  .tableOptimizerConfiguration(configuration));
    } catch (AlreadyExistsException there) {
      glue.updateTableOptimizer(
          update ->
              update
                  .catalogId(account)
                  .databaseName(table.database())
                  .tableName(table.name())
                  .type(type)
                  .tableOptimizerConfiguration(configuration));
    }
  }
}
