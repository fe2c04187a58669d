package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Route;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.http.DatasetRoutes;
import dev.millrace.ingestion.http.DatasetRowFinder;
import dev.millrace.ingestion.http.JobRoutes;
import dev.millrace.ingestion.http.QualityRoutes;
import dev.millrace.ingestion.http.TransformationRoutes;
import dev.millrace.ingestion.job.JobParts;
import dev.millrace.ingestion.lineage.LineageRoutes;
import dev.millrace.ingestion.record.RecordRoutes;
import dev.millrace.runs.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;

/** Starts and shows jobs, and what came of them: quality, records, datasets, lineage. */
public final class JobsApi implements RequestStreamHandler {
  private final HttpFunction http;

  /** As Lambda makes it, from the process's environment. */
  public JobsApi() {
    this(Settings.fromEnvironment());
  }

  JobsApi(Settings settings) {
    IngestionParts parts = IngestionParts.of(settings);
    JobParts jobs = parts.jobs();
    Runs runs = parts.runs();
    DatasetCatalogue catalogue = jobs.catalogue();
    List<Route> routes =
        Stream.of(
                new JobRoutes(runs, jobs.submission(runs), parts::sources, catalogue, jobs.view())
                    .all(),
                new TransformationRoutes(parts::rules).all(),
                new QualityRoutes(catalogue, parts.quality()).all(),
                new DatasetRoutes(catalogue).all(),
                new RecordRoutes(parts.records()).all(),
                new LineageRoutes(new DatasetRowFinder(catalogue, parts::reader), parts.rawPages())
                    .all())
            .flatMap(List::stream)
            .toList();
    this.http = new HttpFunction(routes, parts.audit());
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }
}
