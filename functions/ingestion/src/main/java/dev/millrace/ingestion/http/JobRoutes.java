package dev.millrace.ingestion.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.job.JobDefinition;
import dev.millrace.ingestion.job.JobSubmission;
import dev.millrace.ingestion.job.JobView;
import dev.millrace.ingestion.job.SourceDefinition;
import dev.millrace.ingestion.job.SourceServices;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.Runs;
import dev.millrace.runs.http.RunRoutes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The routes of jobs: start, list, show, cancel, retry. Thread-safe. */
public final class JobRoutes {
  private static final String PATH = "/jobs";
  private static final String IDEMPOTENCY_KEY = "idempotency-key";
  private static final int LONGEST_KEY = 256;

  private final JobSubmission submission;
  private final Function<Deadline, SourceServices> services;
  private final DatasetCatalogue datasets;
  private final RunRoutes shared;

  /**
   * Routes.
   *
   * @param runs of the kind {@link JobSubmission#KIND}
   * @param services what sources are read with until a deadline
   */
  public JobRoutes(
      Runs runs,
      JobSubmission submission,
      Function<Deadline, SourceServices> services,
      DatasetCatalogue datasets,
      JobView view) {
    this.submission = Objects.requireNonNull(submission);
    this.services = Objects.requireNonNull(services);
    this.datasets = Objects.requireNonNull(datasets);
    this.shared = new RunRoutes(runs, PATH, "", view);
  }

  /** All of them. */
  public List<Route> all() {
    return Stream.concat(
            Stream.of(
                Route.post(
                    PATH,
                    Set.of(),
                    "application/json",
                    ServiceFailures.answered(
                        "A table does not answer; the same request may be sent again with an Idempotency-Key, or the list of jobs be looked at first",
                        this::start))),
            shared.all().stream())
        .toList();
  }

  private HttpResponse start(HttpRequest request, Deadline deadline) {
    Caller caller = request.requiredCaller("Jobs belong to who started them");
    Optional<String> key = key(request);
    if (request.body().length > NewRun.MAXIMUM_REQUEST) {
      throw Problem.tooLarge(
          "The job holds %,d bytes; expected at most %,d"
              .formatted(request.body().length, NewRun.MAXIMUM_REQUEST));
    }
    JobDefinition job =
        DefinitionProblems.told(() -> JobDefinition.read(request.body(), services.apply(deadline)));
    for (SourceDefinition source : job.sources()) {
      requireUsable(source, caller.id(), deadline);
    }
    String body = new String(request.body(), StandardCharsets.UTF_8);
    return shared.accepted(request, submission.start(caller.id(), body, key, deadline));
  }

  private void requireUsable(SourceDefinition source, String owner, Deadline deadline) {
    datasets
        .refusal(source.destination().ownedBy(owner), deadline)
        .ifPresent(
            refusal -> {
              String pointer = source.pointer() + "/dataset";
              throw Problem.unprocessable(
                      "%s held %s, expected %s"
                          .formatted(pointer, refusal.held(), refusal.expected()))
                  .with("pointer", json -> json.writeString(pointer));
            });
  }

  private static Optional<String> key(HttpRequest request) {
    Optional<String> key = request.header(IDEMPOTENCY_KEY).map(String::strip);
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > LONGEST_KEY)) {
      throw Problem.badRequest(
          "The header Idempotency-Key held %d characters; expected 1 to %d"
              .formatted(key.get().length(), LONGEST_KEY));
    }
    return key;
  }
}
