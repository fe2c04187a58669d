package dev.millrace.ingestion;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.audit.AuditTable;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.dataset.DatasetReader;
import dev.millrace.ingestion.fetch.http.GuardedHttpClient;
import dev.millrace.ingestion.fetch.http.HostPolicy;
import dev.millrace.ingestion.fetch.http.SystemResolver;
import dev.millrace.ingestion.fetch.secret.SourceSecrets;
import dev.millrace.ingestion.fetch.source.FetchServices;
import dev.millrace.ingestion.job.JobParts;
import dev.millrace.ingestion.job.JobSubmission;
import dev.millrace.ingestion.job.SourceServices;
import dev.millrace.ingestion.job.SourceWork;
import dev.millrace.ingestion.lineage.StoredPageObjects;
import dev.millrace.ingestion.quality.result.QualityResultTable;
import dev.millrace.ingestion.record.RecordsTable;
import dev.millrace.ingestion.rule.HashKey;
import dev.millrace.ingestion.rule.RuleServices;
import dev.millrace.ingestion.rule.lookup.LookupRowTable;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableOptimizers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What the functions of jobs share: clients, and what sources are read and fetched with. */
final class IngestionParts {
  private static final int CONNECTIONS = 40;
  private static final Duration SECRETS_ATTEMPT = Duration.ofSeconds(3);
  private static final Duration HASH_KEY_CALL = Duration.ofSeconds(10);

  private final Settings settings;
  private final AwsClients clients = new AwsClients(CONNECTIONS);
  private final InstantSource clock;
  private final DynamoDbClient dynamoDb = clients.dynamoDb();
  private final SecretsManagerClient secrets;
  private final FetchServices fetch;
  private final HashKey hashKey;
  private final IngestionMetrics metrics;

  @GuardedBy("this")
  private DatasetReader reader;

  private IngestionParts(Settings settings, InstantSource clock) {
    this.settings = Objects.requireNonNull(settings);
    this.clock = Objects.requireNonNull(clock);
    this.metrics = new IngestionMetrics(new FunctionMetrics(settings));
    this.secrets = clients.build(SecretsManagerClient.builder(), SECRETS_ATTEMPT);
    this.fetch =
        new FetchServices(
            new GuardedHttpClient(
                new HostPolicy(names("ALLOWED_HOSTS"), new SystemResolver()), metrics::attempted),
            new SourceSecrets(secrets, clock),
            clock,
            settings.text("SECRET_PREFIX"));
    this.hashKey = new HashKey(this::hashKey);
  }

  /** By a function's environment. */
  static IngestionParts of(Settings settings) {
    return new IngestionParts(settings, InstantSource.system());
  }

  private Set<String> names(String setting) {
    return Arrays.stream(settings.text(setting, "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private byte[] hashKey() {
    return secrets
        .getSecretValue(
            get ->
                get.secretId(settings.text("HASH_KEY_SECRET"))
                    .overrideConfiguration(Deadline.after(HASH_KEY_CALL).bound()))
        .secretString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What sources work with during an invocation. */
  SourceServices sources(Deadline deadline) {
    return new SourceServices(fetch, rules(deadline), names("RESERVED_TABLES"));
  }

  /** What sources are read with in an invocation that applies no rule. */
  private SourceServices readSources(Deadline deadline) {
    return new SourceServices(fetch, RuleServices.forReading(), names("RESERVED_TABLES"));
  }

  /** What rules work with during an invocation. */
  RuleServices rules(Deadline deadline) {
    return new RuleServices(
        hashKey, new LookupRowTable(dynamoDb, settings.text("LOOKUP_TABLE"), deadline));
  }

  /** What jobs are made of, where rules are applied. */
  JobParts transformingJobs() {
    return new JobParts(settings, dynamoDb, clients.s3(), clock, this::sources);
  }

  /** What jobs are made of, where none is. */
  JobParts jobs() {
    return new JobParts(settings, dynamoDb, clients.s3(), clock, this::readSources);
  }

  /** The step that stores. */
  SourceWork storing() {
    return jobs().storing(new LakeCatalog(settings), TableOptimizers.of(settings, clients));
  }

  /** The runs of jobs. */
  Runs runs() {
    return new Runs(
        JobSubmission.KIND,
        RunTable.of(settings, dynamoDb, clock),
        new RunMachine(RunMachine.client(clients), settings.text("JOBS_MACHINE")),
        clock);
  }

  /** What the functions count. */
  IngestionMetrics metrics() {
    return metrics;
  }

  /** The results of checks. */
  QualityResultTable quality() {
    return QualityResultTable.of(settings, dynamoDb, clock);
  }

  /** The table of records. */
  RecordsTable records() {
    return RecordsTable.of(settings, dynamoDb, clock, CONNECTIONS);
  }

  /** Whether raw pages are there. */
  StoredPageObjects rawPages() {
    return new StoredPageObjects(clients.s3(), settings.text("PAGES_BUCKET"));
  }

  /** Reads datasets; the lake's catalog is made when it is first called. */
  synchronized DatasetReader reader() {
    if (reader == null) {
      reader = new DatasetReader(new LakeCatalog(settings), settings.text("SILVER_DATABASE"));
    }
    return reader;
  }

  /** Where changes are recorded. */
  AuditTable audit() {
    return AuditTable.of(settings, dynamoDb, new FunctionMetrics(settings), clock);
  }
}
