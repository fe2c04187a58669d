package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.dataset.DatasetCatalogueTable;
import dev.millrace.ingestion.dataset.DatasetReader;
import dev.millrace.ingestion.dataset.Datasets;
import dev.millrace.ingestion.dataset.RejectedRows;
import dev.millrace.ingestion.fetch.Backoff;
import dev.millrace.ingestion.fetch.rate.RequestRateTable;
import dev.millrace.ingestion.job.SourceFetching.FetchLimits;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.quality.result.QualityResultTable;
import dev.millrace.ingestion.record.RecordsTable;
import dev.millrace.ingestion.stage.StagedObjects;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableOptimizers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes what the functions of jobs work with, by a function's settings. */
public final class JobParts {
  /** Of a page's keeping and staging; the attempt at it is bounded by the source. */
  private static final Duration PAGE_RESERVE = Duration.ofSeconds(15);

  private static final int RECORD_CALLS = 16;

  private final Settings settings;
  private final DynamoDbClient dynamoDb;
  private final S3Client s3;
  private final InstantSource clock;
  private final SourceRunTable table;
  private final PostedJobs jobs;

  /**
   * The parts.
   *
   * @param services what sources work with during an invocation, until its deadline
   */
  public JobParts(
      Settings settings,
      DynamoDbClient dynamoDb,
      S3Client s3,
      InstantSource clock,
      Function<Deadline, SourceServices> services) {
    this.settings = Objects.requireNonNull(settings);
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.s3 = Objects.requireNonNull(s3);
    this.clock = Objects.requireNonNull(clock);
    this.table =
        new SourceRunTable(
            dynamoDb,
            settings.text("JOB_SOURCES_TABLE"),
            settings.days("RUN_DAYS").isPresent()
                ? Optional.of(Duration.ofDays(settings.days("RUN_DAYS").getAsInt()))
                : Optional.empty(),
            clock);
    this.jobs = new PostedJobs(runSteps(), services);
  }

  private RunSteps runSteps() {
    return new RunSteps(JobSubmission.KIND, RunTable.of(settings, dynamoDb, clock));
  }

  /** The steps that touch no rows. */
  public JobSteps steps() {
    return new JobSteps(runSteps(), table, jobs, clock);
  }

  /** What starts jobs. */
  public JobSubmission submission(Runs runs) {
    return new JobSubmission(
        runs, new IdempotencyKeyTable(dynamoDb, settings.text("INGESTION_STATE_TABLE"), clock));
  }

  /** What answers say of a job's sources. */
  public JobView view() {
    return new JobView(table, QualityResultTable.of(settings, dynamoDb, clock));
  }

  /** The step that fetches. */
  public SourceWork fetching() {
    return new SourceFetching(
        table,
        jobs,
        new RawPageObjects(s3, settings.text("PAGES_BUCKET")),
        staged(),
        checkpoints(),
        new RequestRateTable(dynamoDb, settings.text("INGESTION_STATE_TABLE"), clock),
        new FetchLimits(
            settings.integer("FETCH_ATTEMPTS", 8, 1, 100),
            settings.integer("MAXIMUM_PAGES", 100_000, 1, 10_000_000),
            mostRows(),
            PAGE_RESERVE),
        new Backoff(new SecureRandom()),
        clock);
  }

  /**
   * The step that stores.
   *
   * @param optimizers what keeps new tables in order; empty where nothing does
   */
  public SourceWork storing(LakeCatalog lake, Optional<TableOptimizers> optimizers) {
    return new SourceStoring(
        table,
        jobs,
        new RejectedRows(lake, settings.text("SILVER_DATABASE"), staged(), clock),
        new SourceQuality(
            staged(),
            new JobKeys(
                table,
                staged(),
                catalogue(),
                new DatasetReader(lake, settings.text("SILVER_DATABASE")),
                mostRows()),
            QualityResultTable.of(settings, dynamoDb, clock)),
        datasets(lake, optimizers),
        new SourceRecords(
            table, staged(), RecordsTable.of(settings, dynamoDb, clock, RECORD_CALLS)),
        checkpoints(),
        clock);
  }

  private Datasets datasets(LakeCatalog lake, Optional<TableOptimizers> optimizers) {
    return new Datasets(
        lake,
        settings.text("SILVER_DATABASE"),
        catalogue(),
        stagedObjects(),
        optimizers,
        mostRows());
  }

  /** The catalogue of datasets. */
  public DatasetCatalogue catalogue() {
    return new DatasetCatalogue(
        new DatasetCatalogueTable(dynamoDb, settings.text("DATASETS_TABLE")),
        Set.copyOf(settings.names("RESERVED_TABLES")),
        clock);
  }

  private StagedPages staged() {
    return new StagedPages(stagedObjects());
  }

  private StagedObjects stagedObjects() {
    return new StagedObjects(s3, settings.text("PAGES_BUCKET"));
  }

  private SourceCheckpointTable checkpoints() {
    return new SourceCheckpointTable(dynamoDb, settings.text("INGESTION_STATE_TABLE"));
  }

  private int mostRows() {
    return settings.integer("MAXIMUM_ROWS", 2_000_000, 1, 100_000_000);
  }
}
