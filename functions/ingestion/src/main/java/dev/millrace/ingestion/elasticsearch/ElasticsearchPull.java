package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Settings;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.TaskOutcome;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterConnection;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterFailure;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls the documents of the declared sources, several sources side by side; one that fails stops
 * no other. Thread-safe.
 */
public final class ElasticsearchPull {
  private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchPull.class);

  private final List<ElasticsearchSource> sources;
  private final PullResources resources;
  private final StreamDelivery delivery;
  private final InstantSource clock;
  private final int concurrentSources;

  ElasticsearchPull(
      List<ElasticsearchSource> sources,
      PullResources resources,
      InstantSource clock,
      int concurrentSources) {
    this.sources = List.copyOf(sources);
    this.resources = Objects.requireNonNull(resources);
    this.delivery = new StreamDelivery(resources.writer());
    this.clock = Objects.requireNonNull(clock);
    this.concurrentSources = concurrentSources;
  }

  /**
   * As the settings say: {@code ELASTICSEARCH_SOURCES}, a JSON array, {@code AWS_REGION}, where
   * clusters of Amazon OpenSearch are that name no other region, and {@code CONCURRENT_SOURCES}, 4.
   *
   * @throws IllegalArgumentException when one of them cannot be used
   */
  public ElasticsearchPull(Settings settings, PullResources resources, InstantSource clock) {
    this(sources(settings), resources, clock, settings.integer("CONCURRENT_SOURCES", 4, 1, 16));
  }

  private static List<ElasticsearchSource> sources(Settings settings) {
    try {
      return ElasticsearchSources.read(
          settings.text("ELASTICSEARCH_SOURCES", "[]"), settings.text("AWS_REGION", "us-east-1"));
    } catch (InvalidDefinition invalid) {
      throw new IllegalArgumentException(
          "Setting ELASTICSEARCH_SOURCES: " + invalid.getMessage(), invalid);
    }
  }

  /**
   * Runs until every source is caught up or the time is nearly up.
   *
   * @throws InvalidInput when the request names a source that is not declared, or a range that is
   *     not over
   */
  public PullOutcome run(PullRequest request, Deadline deadline) throws InterruptedException {
    List<PullTask> tasks = tasks(request, clock.instant());
    int turns = (tasks.size() + concurrentSources - 1) / concurrentSources;
    Duration turn = deadline.remaining().dividedBy(Math.max(1, turns));
    List<TaskOutcome<SourceOutcome>> ended =
        new BoundedTasks(concurrentSources)
            .outcomes(tasks, task -> pull(task, deadline.atMost(turn)), deadline);
    List<SourceOutcome> outcomes = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      outcomes.add(outcome(tasks.get(i).source().name(), ended.get(i)));
    }
    return new PullOutcome(outcomes);
  }

  private List<PullTask> tasks(PullRequest request, Instant now) {
    if (request.source().isEmpty()) {
      return sources.stream().map(source -> PullTask.ofNew(source, now)).toList();
    }
    ElasticsearchSource source = source(request.source().get());
    return List.of(
        request
            .backfill()
            .map(range -> PullTask.ofRange(source, range, now))
            .orElseGet(() -> PullTask.ofNew(source, now)));
  }

  private ElasticsearchSource source(String name) {
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInput.field(
                    "source",
                    name,
                    "one of "
                        + sources.stream()
                            .map(ElasticsearchSource::name)
                            .collect(Collectors.toList())));
  }

  private SourceOutcome pull(PullTask task, Deadline deadline) throws InterruptedException {
    ElasticsearchSource source = task.source();
    StreamTarget target =
        new StreamTarget(
            resources.streams().getOrDefault(source.stream(), source.stream()),
            source.partitionKey());
    try (ClusterConnection cluster =
        ClusterConnection.to(source.cluster(), resources.secrets(), clock, deadline)) {
      return new SourcePull(task, resources, delivery, target).run(cluster, deadline);
    } catch (ClusterFailure failure) {
      return SourceOutcome.failed(source.name(), failure.error());
    }
  }

  private static SourceOutcome outcome(String source, TaskOutcome<SourceOutcome> ended) {
    SourceOutcome outcome =
        switch (ended) {
          case TaskOutcome.Done<SourceOutcome>(SourceOutcome done) -> done;
          case TaskOutcome.Failed<SourceOutcome>(Throwable cause) -> {
            LOG.error("Source {} failed for a fault of ours", source, cause);
            yield SourceOutcome.failed(
                source,
                new RunError(
                    FailureCategory.INTERNAL,
                    "The run failed: the log has %s".formatted(cause.getClass().getName())));
          }
          case TaskOutcome.Unfinished<SourceOutcome>() ->
              SourceOutcome.failed(
                  source,
                  new RunError(
                      FailureCategory.LIMIT,
                      "The run did not end before the function's time was up"));
        };
    outcome
        .error()
        .ifPresent(
            error ->
                LOG.warn("Source {}: {} {}", source, error.category().text(), error.message()));
    return outcome;
  }
}
